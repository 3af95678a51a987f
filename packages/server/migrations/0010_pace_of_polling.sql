-- When a round last found that somebody had edited the calendar: how soon a calendar without push is asked again.
alter table calendar_connection add column last_changed_at timestamptz;
