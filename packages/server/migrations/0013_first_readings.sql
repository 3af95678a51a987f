-- Nothing was mirrored when the round began: what none of its pages has named needs no look-up.
alter table sync_round add column began_empty boolean not null default false;

-- Opaque ids that go when their round ends: PostgreSQL spends more on compressing them than on keeping them.
alter table sync_round_page
  alter column seen set storage external,
  alter column removed set storage external,
  alter column touched set storage external;
