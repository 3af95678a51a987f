-- Who is connected, and to what. Owned by src/connections, src/vault and src/audit.
-- Business times are written by the application's clock; lease columns hold real database time.

create table vault_canary (
  key_id text primary key,
  sealed text not null,
  created_at timestamptz not null
);

create table mailbox (
  id uuid primary key,
  tenant_id text not null,
  object_id text not null,
  -- Graph said Retry-After: nobody asks for this mailbox before.
  blocked_until timestamptz,
  -- Graph refused to subscribe to single calendars of this mailbox: not tried again before.
  calendar_subscription_refused_until timestamptz,
  created_at timestamptz not null,
  unique (tenant_id, object_id)
);

-- Graph allows 4 concurrent requests per application and mailbox.
create table mailbox_slot (
  mailbox_id uuid not null references mailbox (id) on delete cascade,
  slot smallint not null check (slot between 1 and 4),
  holder text,
  lease_until timestamptz,
  primary key (mailbox_id, slot)
);

create table microsoft_account (
  id uuid primary key,
  user_id text not null references app_user (id) on delete cascade,
  mailbox_id uuid not null references mailbox (id),
  -- The tenant path at which the code was redeemed and tokens are refreshed.
  login_tenant text not null,
  email text not null,
  display_name text,
  wrapped_data_key text not null,
  access_token text,
  refresh_token text,
  access_token_expires_at timestamptz,
  granted_scopes text[] not null default '{}',
  status text not null check (status in ('active', 'reauth_required')),
  status_reason text,
  refresh_holder text,
  refresh_lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (user_id, mailbox_id)
);
create index microsoft_account_mailbox on microsoft_account (mailbox_id);

create table oauth_session (
  id uuid primary key,
  user_id text not null references app_user (id) on delete cascade,
  -- The browser session that began it, hashed: a state from another browser is foreign.
  browser_session_hash text not null,
  purpose text not null check (purpose in ('connect', 'admin_consent')),
  state_hash text not null unique,
  wrapped_data_key text not null,
  nonce text,
  code_verifier text,
  login_tenant text not null,
  phase text not null check (phase in ('started', 'choosing', 'consumed', 'failed')),
  account_id uuid references microsoft_account (id) on delete cascade,
  calendars jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index oauth_session_expires on oauth_session (expires_at);

create table calendar_connection (
  id uuid primary key,
  user_id text not null references app_user (id) on delete cascade,
  account_id uuid not null references microsoft_account (id),
  mailbox_id uuid not null references mailbox (id),
  provider text not null default 'MICROSOFT' check (provider in ('MICROSOFT')),
  external_calendar_id text collate "C" not null,
  name text not null,
  color text,
  hex_color text,
  owner_name text,
  owner_address text,
  delegate_email text,
  can_edit boolean not null default false,
  is_default boolean not null default false,
  status text not null check (status in ('connecting', 'active', 'reauth_required', 'forbidden', 'gone',
    'unsupported', 'paused', 'disconnecting', 'disconnected')),
  status_reason text,
  keep_data boolean,
  -- false: its owner switched push off; the calendar polls.
  push_wanted boolean not null default true,

  -- Last completed deltaLink, sealed, and the window frozen in it (unpadded).
  sync_token text,
  window_start timestamptz,
  window_end timestamptz,

  -- Rows are the truth, jobs are doorbells: what is wanted, and when.
  wanted_seq bigint not null default 0,
  done_seq bigint not null default 0,
  wanted_full boolean not null default false,
  wanted_cause text,
  next_round_at timestamptz,
  not_before timestamptz,
  rung_at timestamptz,
  followup_step smallint not null default 0,
  failures integer not null default 0,
  suspects text[],

  -- Real database time, through platform/lease only.
  lease_holder text,
  lease_until timestamptz,
  fence bigint not null default 0,

  last_notification_at timestamptz,
  last_round_at timestamptz,
  last_full_check_at timestamptz,
  last_error_code text,
  last_error_message text,
  last_error_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (user_id, mailbox_id, external_calendar_id)
);
create index calendar_connection_account on calendar_connection (account_id);
create index calendar_connection_mailbox_calendar on calendar_connection (mailbox_id, external_calendar_id);
create index calendar_connection_due on calendar_connection (next_round_at)
  where status in ('connecting', 'active');
create index calendar_connection_disconnecting on calendar_connection (id) where status = 'disconnecting';
create index calendar_connection_wanted on calendar_connection (id)
  where status in ('connecting', 'active') and (wanted_seq > done_seq or wanted_full);

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  user_id text,
  action text not null,
  subject_type text,
  subject_id text,
  ip_address text,
  user_agent text,
  outcome text not null check (outcome in ('success', 'failure', 'denied')),
  detail jsonb not null default '{}'
);
create index audit_log_user on audit_log (user_id, id desc);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only';
end $$;
create trigger audit_log_no_update before update on audit_log
  for each row execute function audit_log_is_append_only();
