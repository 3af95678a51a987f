/** What the newest syncs of a calendar came to, and the door to reading all of it again. */
import { Group, Skeleton, Stack, Text } from '@mantine/core';
import type { SyncRun } from '@calmirror/api-contract';
import { useQuery } from '@tanstack/react-query';

import { isSyncing, runsQuery } from '../../api/calendars.ts';
import { useNow } from '../../platform/clock.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { BusyButton } from './busy-button.tsx';
import type { DialogProps } from './calendar-dialogs.tsx';
import classes from './history-dialog.module.css';
import { momentWords } from './moment.ts';
import { PageDialog } from './page-dialog.tsx';
import { runResult } from './run-result.ts';
import tableClasses from './stacking-table.module.css';
import { useSyncOutcome } from './use-sync-outcome.ts';

export function HistoryDialog({ calendar, onClose }: DialogProps) {
  const words = texts.calendars.history;
  const { data, error, refetch } = useQuery(runsQuery(calendar.id));
  const sync = useSyncOutcome(calendar.id);
  return (
    <PageDialog wide title={words.title(calendar.name)} onClose={onClose}>
      <Stack>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Skeleton height="12rem" />}
        {data?.items.length === 0 && <Text>{words.empty}</Text>}
        {data !== undefined && data.items.length > 0 && <RunTable runs={data.items} />}
        {isSyncing(calendar.status) && (
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed" className={classes.readAgain}>
              {words.readAgainText}
            </Text>
            <BusyButton variant="default" busy={sync.busy} onClick={() => sync.begin({ full: true })}>
              {texts.calendars.notice.readAgain}
            </BusyButton>
          </Group>
        )}
        <Text size="sm" role="status">
          {sync.words}
        </Text>
      </Stack>
    </PageDialog>
  );
}

function RunTable({ runs }: { readonly runs: readonly SyncRun[] }) {
  const words = texts.calendars.history;
  const at = useNow(60_000);
  return (
    <table className={tableClasses.table}>
      <caption>{words.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.when}</th>
          <th scope="col">{words.why}</th>
          <th scope="col">{words.what}</th>
          <th scope="col">{words.result}</th>
          <th scope="col">{words.took}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <th scope="row">
              <time dateTime={run.requestedAt}>{momentWords(run.requestedAt, at)}</time>
            </th>
            <td data-label={words.why}>{words.triggers[run.trigger]}</td>
            <td data-label={words.what}>{whatWasRead(run)}</td>
            <td data-label={words.result}>{runResult(run)}</td>
            <td data-label={words.took}>
              {run.durationMs === null ? words.notYet : words.seconds(run.durationMs / 1_000)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function whatWasRead({ kind, full }: SyncRun): string {
  const words = texts.calendars.history;
  if (kind === null && !full) return words.notYet;
  return kind === 'delta' ? words.onlyChanges : words.everything;
}
