-- Nothing was mirrored when the round began: what none of its pages has named needs no look-up.
alter table sync_round add column began_empty boolean not null default false;
