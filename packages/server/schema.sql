-- What the migrations make, dumped by npm run db:dump. A test compares it.

-- Migrations applied

-- 0001_sign_in.sql
-- 0002_accounts.sql
-- 0003_mirror.sql
-- 0004_page.sql
-- 0005_recurrence.sql
-- 0006_endless_rounds.sql
-- 0007_unanswered_questions.sql
-- 0008_looks_at_accounts.sql
-- 0009_silence.sql
-- 0010_pace_of_polling.sql
-- 0011_known_as_of.sql
-- 0012_tended_subscriptions.sql
-- 0013_first_readings.sql
-- 0014_pages_as_text.sql
-- 0015_original_starts.sql
-- 0016_stuck_rounds.sql

create table app_credential (
  id text not null,
  user_id text not null,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint app_credential_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint app_credential_pkey PRIMARY KEY (id)
);
CREATE INDEX app_credential_user ON public.app_credential USING btree (user_id);

create table app_session (
  id text not null,
  user_id text not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint app_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint app_session_pkey PRIMARY KEY (id),
  constraint app_session_token_key UNIQUE (token)
);
CREATE INDEX app_session_user ON public.app_session USING btree (user_id);

create table app_user (
  id text not null,
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  is_operator boolean not null default false,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint app_user_pkey PRIMARY KEY (id),
  constraint app_user_email_key UNIQUE (email)
);
CREATE UNIQUE INDEX app_user_one_operator ON public.app_user USING btree (is_operator) WHERE is_operator;

create table app_verification (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint app_verification_pkey PRIMARY KEY (id)
);
CREATE INDEX app_verification_identifier ON public.app_verification USING btree (identifier);

create table audit_log (
  id bigint not null generated always as identity,
  at timestamp with time zone not null,
  user_id text,
  action text not null,
  subject_type text,
  subject_id text,
  ip_address text,
  user_agent text,
  outcome text not null,
  detail jsonb not null default '{}'::jsonb,
  constraint audit_log_outcome_check CHECK ((outcome = ANY (ARRAY['success'::text, 'failure'::text, 'denied'::text]))),
  constraint audit_log_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_log_user ON public.audit_log USING btree (user_id, id DESC);

create table background_job (
  name text not null,
  next_run_at timestamp with time zone not null,
  last_run_at timestamp with time zone,
  last_duration_ms integer,
  last_error text,
  lease_holder text,
  lease_until timestamp with time zone,
  unbroken_since timestamp with time zone,
  constraint background_job_pkey PRIMARY KEY (name)
);

create table calendar_change (
  connection_id uuid not null,
  seq bigint not null,
  kind text not null,
  event_row bigint,
  external_id text collate "C",
  before jsonb,
  after jsonb,
  cause text not null,
  run_id uuid,
  hops jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null,
  constraint calendar_change_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint calendar_change_pkey PRIMARY KEY (connection_id, seq)
);
CREATE UNIQUE INDEX calendar_change_seq ON public.calendar_change USING btree (seq);

create table calendar_connection (
  id uuid not null,
  user_id text not null,
  account_id uuid not null,
  mailbox_id uuid not null,
  provider text not null default 'MICROSOFT'::text,
  external_calendar_id text collate "C" not null,
  name text not null,
  color text,
  hex_color text,
  owner_name text,
  owner_address text,
  delegate_email text,
  can_edit boolean not null default false,
  is_default boolean not null default false,
  status text not null,
  status_reason text,
  keep_data boolean,
  push_wanted boolean not null default true,
  sync_token text,
  window_start timestamp with time zone,
  window_end timestamp with time zone,
  wanted_seq bigint not null default 0,
  done_seq bigint not null default 0,
  wanted_full boolean not null default false,
  wanted_cause text,
  next_round_at timestamp with time zone,
  not_before timestamp with time zone,
  rung_at timestamp with time zone,
  followup_step smallint not null default 0,
  failures integer not null default 0,
  suspects text[],
  lease_holder text,
  lease_until timestamp with time zone,
  fence bigint not null default 0,
  last_notification_at timestamp with time zone,
  last_round_at timestamp with time zone,
  last_full_check_at timestamp with time zone,
  last_error_code text,
  last_error_message text,
  last_error_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  delta_page_size integer not null default 250,
  delta_again_at timestamp with time zone,
  last_changed_at timestamp with time zone,
  known_as_of timestamp with time zone,
  unanswered_since timestamp with time zone,
  full_again_at timestamp with time zone,
  constraint calendar_connection_provider_check CHECK ((provider = 'MICROSOFT'::text)),
  constraint calendar_connection_status_check CHECK ((status = ANY (ARRAY['connecting'::text, 'active'::text, 'reauth_required'::text, 'forbidden'::text, 'gone'::text, 'unsupported'::text, 'paused'::text, 'disconnecting'::text, 'disconnected'::text]))),
  constraint calendar_connection_account_id_fkey FOREIGN KEY (account_id) REFERENCES microsoft_account(id),
  constraint calendar_connection_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id),
  constraint calendar_connection_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint calendar_connection_pkey PRIMARY KEY (id),
  constraint calendar_connection_user_id_mailbox_id_external_calendar_id_key UNIQUE (user_id, mailbox_id, external_calendar_id)
);
CREATE INDEX calendar_connection_account ON public.calendar_connection USING btree (account_id);
CREATE INDEX calendar_connection_disconnecting ON public.calendar_connection USING btree (id) WHERE (status = 'disconnecting'::text);
CREATE INDEX calendar_connection_due ON public.calendar_connection USING btree (next_round_at) WHERE (status = ANY (ARRAY['connecting'::text, 'active'::text]));
CREATE INDEX calendar_connection_mailbox_calendar ON public.calendar_connection USING btree (mailbox_id, external_calendar_id);
CREATE INDEX calendar_connection_wanted ON public.calendar_connection USING btree (id) WHERE ((status = ANY (ARRAY['connecting'::text, 'active'::text])) AND ((wanted_seq > done_seq) OR wanted_full));

create table calendar_event (
  connection_id uuid not null,
  row_number bigint not null generated by default as identity,
  external_id text collate "C" not null,
  change_key text,
  mapper_version integer not null,
  type text not null,
  title text,
  body text,
  body_type text,
  body_truncated boolean not null default false,
  body_preview text,
  start_at timestamp with time zone not null,
  end_at timestamp with time zone not null,
  start_date date,
  end_date date,
  is_all_day boolean not null default false,
  time_zone text,
  raw_time_zone text,
  status text not null default 'confirmed'::text,
  show_as text,
  sensitivity text,
  importance text,
  outlook_categories text[],
  series_master_id text collate "C",
  original_start timestamp with time zone,
  recurrence jsonb,
  recurrence_rule text,
  recurrence_start text,
  recurrence_time_zone text,
  recurrence_exceptions text[],
  recurrence_fidelity text,
  teams_enabled boolean,
  teams_meeting_url text,
  teams_conference_id text,
  location text,
  locations jsonb,
  organizer jsonb,
  is_organizer boolean,
  attendees jsonb,
  response text,
  has_attachments boolean,
  ical_uid text,
  web_link text,
  created_date_time timestamp with time zone,
  last_modified_date_time timestamp with time zone,
  is_history boolean not null default false,
  synced_at timestamp with time zone not null,
  recurrence_additions text[],
  constraint calendar_event_importance_check CHECK ((importance = ANY (ARRAY['LOW'::text, 'NORMAL'::text, 'HIGH'::text]))),
  constraint calendar_event_recurrence_fidelity_check CHECK ((recurrence_fidelity = ANY (ARRAY['exact'::text, 'fitted'::text, 'opaque'::text]))),
  constraint calendar_event_status_check CHECK ((status = ANY (ARRAY['confirmed'::text, 'tentative'::text, 'cancelled'::text]))),
  constraint calendar_event_type_check CHECK ((type = ANY (ARRAY['singleInstance'::text, 'occurrence'::text, 'exception'::text, 'seriesMaster'::text]))),
  constraint calendar_event_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint calendar_event_pkey PRIMARY KEY (connection_id, row_number),
  constraint calendar_event_connection_id_external_id_key UNIQUE (connection_id, external_id)
);
CREATE INDEX calendar_event_categories ON public.calendar_event USING btree (connection_id) WHERE (cardinality(outlook_categories) > 0);
CREATE INDEX calendar_event_end ON public.calendar_event USING btree (connection_id, end_at) WHERE (type <> 'seriesMaster'::text);
CREATE INDEX calendar_event_long ON public.calendar_event USING btree (connection_id, start_at, row_number) WHERE ((type <> 'seriesMaster'::text) AND ((end_at - start_at) > '1 day'::interval));
CREATE INDEX calendar_event_series ON public.calendar_event USING btree (connection_id, series_master_id, original_start) WHERE (series_master_id IS NOT NULL);
CREATE INDEX calendar_event_window ON public.calendar_event USING btree (connection_id, start_at, row_number) WHERE (type <> 'seriesMaster'::text);

create table calendar_offer (
  account_id uuid not null,
  external_calendar_id text collate "C" not null,
  name text not null,
  noticed_at timestamp with time zone not null,
  constraint calendar_offer_account_id_fkey FOREIGN KEY (account_id) REFERENCES microsoft_account(id) ON DELETE CASCADE,
  constraint calendar_offer_pkey PRIMARY KEY (account_id, external_calendar_id)
);

create table clock_offset (
  only_row boolean not null default true,
  offset_ms bigint not null,
  constraint clock_offset_only_row_check CHECK (only_row),
  constraint clock_offset_pkey PRIMARY KEY (only_row)
);

create table mailbox (
  id uuid not null,
  tenant_id text not null,
  object_id text not null,
  blocked_until timestamp with time zone,
  calendar_subscription_refused_until timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint mailbox_pkey PRIMARY KEY (id),
  constraint mailbox_tenant_id_object_id_key UNIQUE (tenant_id, object_id)
);

create table mailbox_slot (
  mailbox_id uuid not null,
  slot smallint not null,
  holder text,
  lease_until timestamp with time zone,
  constraint mailbox_slot_slot_check CHECK (((slot >= 1) AND (slot <= 4))),
  constraint mailbox_slot_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id) ON DELETE CASCADE,
  constraint mailbox_slot_pkey PRIMARY KEY (mailbox_id, slot)
);

create table microsoft_account (
  id uuid not null,
  user_id text not null,
  mailbox_id uuid not null,
  login_tenant text not null,
  email text not null,
  display_name text,
  wrapped_data_key text not null,
  access_token text,
  refresh_token text,
  access_token_expires_at timestamp with time zone,
  granted_scopes text[] not null default '{}'::text[],
  status text not null,
  status_reason text,
  refresh_holder text,
  refresh_lease_until timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  next_look_at timestamp with time zone,
  known_calendars text[],
  constraint microsoft_account_status_check CHECK ((status = ANY (ARRAY['active'::text, 'reauth_required'::text]))),
  constraint microsoft_account_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id),
  constraint microsoft_account_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint microsoft_account_pkey PRIMARY KEY (id),
  constraint microsoft_account_user_id_mailbox_id_key UNIQUE (user_id, mailbox_id)
);
CREATE INDEX microsoft_account_look ON public.microsoft_account USING btree (COALESCE(next_look_at, created_at)) WHERE (status = 'active'::text);
CREATE INDEX microsoft_account_mailbox ON public.microsoft_account USING btree (mailbox_id);

create table oauth_session (
  id uuid not null,
  user_id text not null,
  browser_session_hash text not null,
  purpose text not null,
  state_hash text not null,
  wrapped_data_key text not null,
  nonce text,
  code_verifier text,
  login_tenant text not null,
  phase text not null,
  account_id uuid,
  calendars jsonb,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  healed integer not null default 0,
  constraint oauth_session_phase_check CHECK ((phase = ANY (ARRAY['started'::text, 'choosing'::text, 'consumed'::text, 'failed'::text]))),
  constraint oauth_session_purpose_check CHECK ((purpose = ANY (ARRAY['connect'::text, 'admin_consent'::text]))),
  constraint oauth_session_account_id_fkey FOREIGN KEY (account_id) REFERENCES microsoft_account(id) ON DELETE CASCADE,
  constraint oauth_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint oauth_session_pkey PRIMARY KEY (id),
  constraint oauth_session_state_hash_key UNIQUE (state_hash)
);
CREATE INDEX oauth_session_expires ON public.oauth_session USING btree (expires_at);

create table pending_stub (
  connection_id uuid not null,
  external_id text collate "C" not null,
  series_master_id text collate "C" not null,
  stub jsonb not null,
  created_at timestamp with time zone not null,
  constraint pending_stub_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint pending_stub_pkey PRIMARY KEY (connection_id, external_id)
);
CREATE INDEX pending_stub_series ON public.pending_stub USING btree (connection_id, series_master_id);

create table push_rebuild (
  mailbox_id uuid not null,
  external_calendar_id text collate "C" not null,
  rebuilt_at timestamp with time zone not null,
  pause_seconds bigint not null,
  constraint push_rebuild_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id) ON DELETE CASCADE,
  constraint push_rebuild_pkey PRIMARY KEY (mailbox_id, external_calendar_id)
);

create table schema_migration (
  version integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null,
  constraint schema_migration_pkey PRIMARY KEY (version)
);

create table silence_suspicion (
  connection_id uuid not null,
  run_id uuid not null,
  webhook_subscription_id uuid not null,
  modified_at timestamp with time zone not null,
  found_at timestamp with time zone not null,
  judge_at timestamp with time zone not null,
  is_silence boolean,
  constraint silence_suspicion_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint silence_suspicion_webhook_subscription_id_fkey FOREIGN KEY (webhook_subscription_id) REFERENCES webhook_subscription(id) ON DELETE CASCADE,
  constraint silence_suspicion_pkey PRIMARY KEY (connection_id, run_id)
);
CREATE INDEX silence_suspicion_due ON public.silence_suspicion USING btree (judge_at) WHERE (is_silence IS NULL);
CREATE INDEX silence_suspicion_subscription ON public.silence_suspicion USING btree (webhook_subscription_id);

create table sync_issue (
  connection_id uuid not null,
  external_id text collate "C" not null,
  reason text not null,
  raw text,
  mapper_version integer not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  ask text,
  constraint sync_issue_ask_check CHECK ((ask = ANY (ARRAY['master'::text, 'instances'::text, 'event'::text]))),
  constraint sync_issue_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint sync_issue_pkey PRIMARY KEY (connection_id, external_id)
);

create table sync_round (
  connection_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  kind text not null,
  phase text not null,
  trigger text not null,
  wanted_seq bigint not null,
  window_start timestamp with time zone not null,
  window_end timestamp with time zone not null,
  page_size integer not null,
  fence bigint not null,
  next_link text,
  delta_link text,
  page_count integer not null default 0,
  looping_pages integer not null default 0,
  restarts integer not null default 0,
  settle_answers jsonb not null default '[]'::jsonb,
  started_at timestamp with time zone not null,
  reads text not null default 'delta'::text,
  began_empty boolean not null default false,
  failures integer not null default 0,
  refusals integer not null default 0,
  constraint sync_round_kind_check CHECK ((kind = ANY (ARRAY['baseline'::text, 'delta'::text]))),
  constraint sync_round_phase_check CHECK ((phase = ANY (ARRAY['pages'::text, 'settle'::text]))),
  constraint sync_round_reads_check CHECK ((reads = ANY (ARRAY['delta'::text, 'view'::text]))),
  constraint sync_round_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint sync_round_pkey PRIMARY KEY (connection_id)
);

create table sync_round_page (
  connection_id uuid not null,
  round_id uuid not null,
  page integer not null,
  seen text not null,
  removed text not null,
  touched text not null,
  constraint sync_round_page_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint sync_round_page_pkey PRIMARY KEY (connection_id, round_id, page)
);

create table sync_run (
  connection_id uuid not null,
  id uuid not null,
  state text not null,
  trigger text not null,
  kind text,
  full_requested boolean not null default false,
  pages integer not null default 0,
  requests integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  deleted integer not null default 0,
  unchanged integer not null default 0,
  outcome text,
  error_code text,
  requested_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint sync_run_kind_check CHECK ((kind = ANY (ARRAY['baseline'::text, 'delta'::text]))),
  constraint sync_run_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text]))),
  constraint sync_run_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint sync_run_pkey PRIMARY KEY (connection_id, id)
);
CREATE UNIQUE INDEX sync_run_one_queued ON public.sync_run USING btree (connection_id) WHERE (state = 'queued'::text);
CREATE INDEX sync_run_recent ON public.sync_run USING btree (connection_id, requested_at DESC);

create table vault_canary (
  key_id text not null,
  sealed text not null,
  created_at timestamp with time zone not null,
  constraint vault_canary_pkey PRIMARY KEY (key_id)
);

create table webhook_subscription (
  id uuid not null,
  calendar_connection_id uuid not null,
  mailbox_id uuid not null,
  account_id uuid not null,
  external_calendar_id text collate "C" not null,
  provider text not null default 'MICROSOFT'::text,
  subscription_id text,
  resource_path text not null,
  notification_url text not null,
  client_state text not null,
  expiration_date_time timestamp with time zone,
  last_notification_at timestamp with time zone,
  last_patch_at timestamp with time zone,
  patch_wanted_at timestamp with time zone,
  delete_wanted_at timestamp with time zone,
  is_active boolean not null,
  health text not null,
  health_reason text,
  next_check_at timestamp with time zone,
  rung_at timestamp with time zone,
  failures integer not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint webhook_subscription_health_check CHECK ((health = ANY (ARRAY['creating'::text, 'live'::text, 'expired'::text, 'removed'::text, 'refused'::text, 'deleting'::text]))),
  constraint webhook_subscription_provider_check CHECK ((provider = 'MICROSOFT'::text)),
  constraint webhook_subscription_account_id_fkey FOREIGN KEY (account_id) REFERENCES microsoft_account(id),
  constraint webhook_subscription_calendar_connection_id_fkey FOREIGN KEY (calendar_connection_id) REFERENCES calendar_connection(id) ON DELETE CASCADE,
  constraint webhook_subscription_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id),
  constraint webhook_subscription_pkey PRIMARY KEY (id),
  constraint webhook_subscription_client_state_key UNIQUE (client_state)
);
CREATE INDEX webhook_subscription_calendar ON public.webhook_subscription USING btree (mailbox_id, external_calendar_id);
CREATE INDEX webhook_subscription_connection ON public.webhook_subscription USING btree (calendar_connection_id);
CREATE INDEX webhook_subscription_due ON public.webhook_subscription USING btree (next_check_at) WHERE (next_check_at IS NOT NULL);
CREATE INDEX webhook_subscription_expiring ON public.webhook_subscription USING btree (expiration_date_time) WHERE is_active;
CREATE INDEX webhook_subscription_graph_id ON public.webhook_subscription USING btree (subscription_id);
CREATE UNIQUE INDEX webhook_subscription_one_active ON public.webhook_subscription USING btree (mailbox_id, external_calendar_id) WHERE is_active;
CREATE INDEX webhook_subscription_tended ON public.webhook_subscription USING btree (mailbox_id, external_calendar_id) WHERE (is_active OR (next_check_at IS NOT NULL));

-- Sequences

create sequence calendar_change_seq_source as bigint;

-- Functions

CREATE OR REPLACE FUNCTION public.append_calendar_changes(rows jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
end $function$
;
CREATE OR REPLACE FUNCTION public.audit_log_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'audit_log is append-only';
end $function$
;

-- Triggers

CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only();
