-- The ids of a page are written once and read once, whole: as JSON that is kept as it was sent, neither taken apart,
-- nor checked, nor compressed.
alter table sync_round_page
  alter column seen type text using to_json(seen)::text,
  alter column removed type text using to_json(removed)::text,
  alter column touched type text using to_json(touched)::text;
alter table sync_round_page
  alter column seen set storage external,
  alter column removed set storage external,
  alter column touched set storage external;
