-- Occurrences whose series had become all-day, or timed again, kept the original start that they had before.
update calendar_event set original_start = start_at where type = 'occurrence' and original_start is distinct from start_at;
