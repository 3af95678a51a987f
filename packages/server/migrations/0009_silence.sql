-- Rounds that found what Microsoft should have told us of, and did not; judged a while later.
create table silence_suspicion (
  connection_id uuid not null references calendar_connection (id) on delete cascade,
  run_id uuid not null,
  -- The row that was live then.
  webhook_subscription_id uuid not null references webhook_subscription (id) on delete cascade,
  -- Of the changes found, when the latest was made in Outlook.
  modified_at timestamptz not null,
  found_at timestamptz not null,
  judge_at timestamptz not null,
  -- null: not judged yet; true: it counts as silence.
  is_silence boolean,
  primary key (connection_id, run_id)
);
create index silence_suspicion_due on silence_suspicion (judge_at) where is_silence is null;
create index silence_suspicion_subscription on silence_suspicion (webhook_subscription_id);

-- When the push of a mailbox calendar was last made anew for its silence.
create table push_rebuild (
  mailbox_id uuid not null references mailbox (id) on delete cascade,
  external_calendar_id text collate "C" not null,
  rebuilt_at timestamptz not null,
  -- The next comes no earlier than this after it.
  pause_seconds bigint not null,
  primary key (mailbox_id, external_calendar_id)
);
