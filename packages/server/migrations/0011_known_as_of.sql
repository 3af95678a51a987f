-- The mirror is known to be the calendar of this moment: the start of the last round that left no doubt.
alter table calendar_connection add column known_as_of timestamptz;
-- While something that Microsoft told is not in the mirror: since when, if all that was told before is; else null.
alter table calendar_connection add column unanswered_since timestamptz;
-- Starts were not kept until now.
update calendar_connection set known_as_of = last_round_at;
-- Of the heartbeat: somebody was at work ever since.
alter table background_job add column unbroken_since timestamptz;
