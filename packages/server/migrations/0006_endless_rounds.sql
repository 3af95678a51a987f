-- Calendars whose delta rounds do not come to an end: first read with larger pages, then as a plain view.
alter table calendar_connection
  add column delta_page_size integer not null default 250,
  -- Set: the plain view is read whole, and delta is tried again then.
  add column delta_again_at timestamptz;
alter table sync_round
  add column reads text not null default 'delta' check (reads in ('delta', 'view'));
