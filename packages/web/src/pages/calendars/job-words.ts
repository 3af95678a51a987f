/** A background job in words. Pure. A name that is not known here is shown as it is: the server may be newer. */
import type { BackgroundJob } from '@calmirror/api-contract';

import { texts } from '../../texts/texts.ts';
import type { Tone } from './status-sentence.ts';

const titles: ReadonlyMap<string, string> = new Map(Object.entries(texts.calendars.jobs.titles));

export interface JobWords {
  readonly title: string;
  readonly tone: Tone;
  readonly result: string;
}

export function jobWords(job: BackgroundJob): JobWords {
  return { title: titles.get(job.name) ?? job.name, ...resultOf(job) };
}

function resultOf({ isRunning, lastRunAt, lastError }: BackgroundJob): Pick<JobWords, 'tone' | 'result'> {
  const words = texts.calendars.jobs;
  if (isRunning) return { tone: 'busy', result: words.running };
  if (lastError !== null) return { tone: 'problem', result: words.failed(lastError) };
  return lastRunAt === null ? { tone: 'off', result: words.notYet } : { tone: 'good', result: words.done };
}
