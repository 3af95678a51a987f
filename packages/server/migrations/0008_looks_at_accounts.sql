-- The list of an account's calendars is read again daily.
alter table microsoft_account
  -- null: a day after it was connected.
  add column next_look_at timestamptz,
  -- Every calendar that its owner was shown, or that was there at the first look; null: none yet.
  add column known_calendars text[];
create index microsoft_account_look on microsoft_account (coalesce(next_look_at, created_at))
  where status = 'active';

-- Calendars that appeared in Outlook since, and that nobody has connected.
create table calendar_offer (
  account_id uuid not null references microsoft_account (id) on delete cascade,
  external_calendar_id text collate "C" not null,
  name text not null,
  noticed_at timestamptz not null,
  primary key (account_id, external_calendar_id)
);
