-- A place of a round whose request is refused again and again is given up: another beginning, another way of reading.
alter table sync_round
  -- In a row since it came further, and how much of it was said against this very request.
  add column failures integer not null default 0,
  add column refusals integer not null default 0;
alter table calendar_connection
  -- Set: a full reading was given up, and is tried again then.
  add column full_again_at timestamptz;
