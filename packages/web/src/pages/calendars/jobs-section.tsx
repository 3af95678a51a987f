/** For the operator: what Calmirror does on a schedule, when it last did, how that ended, and when it does again. */
import { Skeleton, Text, Title } from '@mantine/core';
import type { BackgroundJob } from '@calmirror/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';

import { backgroundJobsQuery } from '../../api/background-jobs.ts';
import { useNow } from '../../platform/clock.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import classes from './calendars-page.module.css';
import { jobWords } from './job-words.ts';
import { momentWords } from './moment.ts';
import tableClasses from './stacking-table.module.css';
import { ToneMark } from './tone-mark.tsx';

export function JobsSection() {
  const words = texts.calendars.jobs;
  const heading = useId();
  const { data, error, refetch } = useQuery(backgroundJobsQuery);
  return (
    <section aria-labelledby={heading}>
      <div className={classes.account}>
        <Title order={2} size="h4" id={heading}>
          {words.title}
        </Title>
        <Text size="sm" c="dimmed">
          {words.text}
        </Text>
      </div>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height="12rem" />}
      {data !== undefined && <JobTable jobs={data.items} labelledBy={heading} />}
    </section>
  );
}

function JobTable({
  jobs,
  labelledBy,
}: {
  readonly jobs: readonly BackgroundJob[];
  readonly labelledBy: string;
}) {
  const words = texts.calendars.jobs;
  return (
    <table className={tableClasses.table} aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">{words.job}</th>
          <th scope="col">{words.result}</th>
          <th scope="col">{words.lastRun}</th>
          <th scope="col">{words.took}</th>
          <th scope="col">{words.nextRun}</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow key={job.name} job={job} />
        ))}
      </tbody>
    </table>
  );
}

function JobRow({ job }: { readonly job: BackgroundJob }) {
  const words = texts.calendars.jobs;
  const { title, tone, result } = jobWords(job);
  return (
    <tr>
      <th scope="row">{title}</th>
      <td data-label={words.result}>
        <span className={classes.jobResult}>
          <ToneMark tone={tone} />
          {result}
        </span>
      </td>
      <td data-label={words.lastRun}>
        <Moment at={job.lastRunAt} otherwise={words.never} />
      </td>
      <td data-label={words.took}>
        {job.lastDurationMs === null
          ? words.never
          : texts.calendars.history.seconds(job.lastDurationMs / 1_000)}
      </td>
      <td data-label={words.nextRun}>
        <Moment at={job.nextRunAt} otherwise={words.whenNeeded} />
      </td>
    </tr>
  );
}

function Moment({ at, otherwise }: { readonly at: string | null; readonly otherwise: string }) {
  const deviceTime = useNow(60_000);
  return at === null ? otherwise : <time dateTime={at}>{momentWords(at, deviceTime)}</time>;
}
