/**
 * In which order members of a batch are sent: those that wait for nobody four at a time, those that
 * name others one after these. Knows nothing of HTTP; `send` asks.
 * Source: https://learn.microsoft.com/graph/json-batching and throttling-limits (Outlook).
 */
import type { BatchMember } from './read-batch.ts';

export interface MemberAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const AT_ONCE = 4;

/** Answers stand in the order of the members. */
export async function runBatch(
  members: readonly BatchMember[],
  send: (member: BatchMember) => Promise<MemberAnswer>,
  failedDependency: (member: BatchMember) => MemberAnswer,
): Promise<MemberAnswer[]> {
  const answers = new Map<string, MemberAnswer>();
  const isFailed = (id: string): boolean => (answers.get(id)?.status ?? 0) >= 400;
  let waiting = [...members];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((other) => answers.has(other)));
    // What depends on something goes by itself; the rest in handfuls.
    const handful = ready[0]?.dependsOn.length === 0 ? free(ready).slice(0, AT_ONCE) : ready.slice(0, 1);
    const given = await Promise.all(
      handful.map(async (member) =>
        member.dependsOn.some(isFailed) ? failedDependency(member) : await send(member),
      ),
    );
    for (const answer of given) answers.set(answer.id.toLowerCase(), answer);
    waiting = waiting.filter((member) => !handful.includes(member));
  }
  return members.flatMap(({ id }) => answers.get(id.toLowerCase()) ?? []);
}

const free = (members: readonly BatchMember[]): BatchMember[] =>
  members.filter(({ dependsOn }) => dependsOn.length === 0);
