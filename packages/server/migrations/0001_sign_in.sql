-- Sign-in to Calmirror: the tables better-auth works on, under our names.
-- A test compares them with what better-auth asks for.

create table app_user (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  is_operator boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table app_session (
  id text primary key,
  user_id text not null references app_user (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index app_session_user on app_session (user_id);

create table app_credential (
  id text primary key,
  user_id text not null references app_user (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index app_credential_user on app_credential (user_id);

create table app_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index app_verification_identifier on app_verification (identifier);

-- The first account is the operator: two that sign up at once cannot both be it.
create unique index app_user_one_operator on app_user (is_operator) where is_operator;
