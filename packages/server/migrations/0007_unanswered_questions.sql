-- A question about one event that Graph refused to answer: kept beside the events that cannot be read, and asked again.
alter table sync_issue
  add column ask text check (ask in ('master', 'instances', 'event'));
