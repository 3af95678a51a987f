-- What the page needs.

-- How many calendars of the account went on by themselves when its owner signed in again.
alter table oauth_session add column healed integer not null default 0;

-- The filter lists all categories: few events have any.
create index calendar_event_categories on calendar_event (connection_id)
  where cardinality(outlook_categories) > 0;

-- Without pg_notify: nobody listens, and a commit that notifies takes a lock of the whole database.
-- Must be the last statement before COMMIT: the lock makes rows visible in the order of seq,
-- so that a reader's cursor is one number and nothing can appear behind it.
create or replace function append_calendar_changes(rows jsonb) returns bigint language plpgsql as $$
declare last_seq bigint;
begin
  perform pg_advisory_xact_lock(7402531);
  insert into calendar_change (connection_id, seq, kind, event_row, external_id, before, after, cause, run_id, hops, at)
  select (r ->> 'connectionId')::uuid, nextval('calendar_change_seq_source'), r ->> 'kind', (r ->> 'eventRow')::bigint,
         r ->> 'externalId', nullif(r -> 'before', 'null'), nullif(r -> 'after', 'null'), r ->> 'cause', (r ->> 'runId')::uuid,
         coalesce(r -> 'hops', '{}'), (r ->> 'at')::timestamptz
  from jsonb_array_elements(rows) with ordinality as t (r, n)
  order by n;
  select last_value into last_seq from calendar_change_seq_source;
  return last_seq;
end $$;
