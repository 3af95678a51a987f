/**
 * The rows, as TypeScript sees them. The migrations are the truth; a test compares
 * the columns named here with the catalogue. bigint arrives as number, date as
 * 'YYYY-MM-DD', timestamptz as Date, jsonb parsed.
 */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

import type { ConnectionStatus } from './connection-status.ts';
import type { RoundKind, SyncTrigger } from './sync-trigger.ts';

type Json = ColumnType<unknown, string | null, string | null>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export interface AppUserTable {
  id: string;
  name: string;
  email: string;
  email_verified: Defaulted<boolean>;
  image: string | null;
  is_operator: Defaulted<boolean>;
  created_at: Date;
  updated_at: Date;
}

export interface VaultCanaryTable {
  key_id: string;
  sealed: string;
  created_at: Date;
}

export interface MailboxTable {
  id: string;
  tenant_id: string;
  object_id: string;
  blocked_until: Date | null;
  calendar_subscription_refused_until: Date | null;
  created_at: Date;
}

export interface MailboxSlotTable {
  mailbox_id: string;
  slot: number;
  holder: string | null;
  lease_until: Date | null;
}

export interface MicrosoftAccountTable {
  id: string;
  user_id: string;
  mailbox_id: string;
  login_tenant: string;
  email: string;
  display_name: string | null;
  wrapped_data_key: string;
  access_token: string | null;
  refresh_token: string | null;
  access_token_expires_at: Date | null;
  granted_scopes: Defaulted<string[]>;
  status: 'active' | 'reauth_required';
  status_reason: string | null;
  refresh_holder: string | null;
  refresh_lease_until: Date | null;
  next_look_at: Date | null;
  known_calendars: string[] | null;
  created_at: Date;
  updated_at: Date;
}

export interface CalendarOfferTable {
  account_id: string;
  external_calendar_id: string;
  name: string;
  noticed_at: Date;
}

export interface OauthSessionTable {
  id: string;
  user_id: string;
  browser_session_hash: string;
  purpose: 'connect' | 'admin_consent';
  state_hash: string;
  wrapped_data_key: string;
  nonce: string | null;
  code_verifier: string | null;
  login_tenant: string;
  phase: 'started' | 'choosing' | 'consumed' | 'failed';
  account_id: string | null;
  calendars: Json;
  created_at: Date;
  expires_at: Date;
  healed: Defaulted<number>;
}

export interface CalendarConnectionTable {
  id: string;
  user_id: string;
  account_id: string;
  mailbox_id: string;
  provider: Defaulted<'MICROSOFT'>;
  external_calendar_id: string;
  name: string;
  color: string | null;
  hex_color: string | null;
  owner_name: string | null;
  owner_address: string | null;
  delegate_email: string | null;
  can_edit: Defaulted<boolean>;
  is_default: Defaulted<boolean>;
  status: ConnectionStatus;
  status_reason: string | null;
  keep_data: boolean | null;
  push_wanted: Defaulted<boolean>;
  sync_token: string | null;
  window_start: Date | null;
  window_end: Date | null;
  wanted_seq: Defaulted<number>;
  done_seq: Defaulted<number>;
  wanted_full: Defaulted<boolean>;
  wanted_cause: SyncTrigger | null;
  next_round_at: Date | null;
  not_before: Date | null;
  rung_at: Date | null;
  followup_step: Defaulted<number>;
  failures: Defaulted<number>;
  suspects: string[] | null;
  lease_holder: string | null;
  lease_until: Date | null;
  fence: Defaulted<number>;
  last_notification_at: Date | null;
  last_round_at: Date | null;
  last_full_check_at: Date | null;
  last_changed_at: Date | null;
  known_as_of: Date | null;
  unanswered_since: Date | null;
  delta_page_size: Defaulted<number>;
  delta_again_at: Date | null;
  full_again_at: Date | null;
  last_error_code: string | null;
  last_error_message: string | null;
  last_error_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface AuditLogTable {
  id: Generated<number>;
  at: Date;
  user_id: string | null;
  action: string;
  subject_type: string | null;
  subject_id: string | null;
  ip_address: string | null;
  user_agent: string | null;
  outcome: 'success' | 'failure' | 'denied';
  detail: JSONColumnType<Record<string, unknown>>;
}

export interface CalendarEventTable {
  connection_id: string;
  row_number: Generated<number>;
  external_id: string;
  change_key: string | null;
  mapper_version: number;
  type: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';
  title: string | null;
  body: string | null;
  body_type: string | null;
  body_truncated: Defaulted<boolean>;
  body_preview: string | null;
  start_at: Date;
  end_at: Date;
  start_date: string | null;
  end_date: string | null;
  is_all_day: Defaulted<boolean>;
  time_zone: string | null;
  raw_time_zone: string | null;
  status: Defaulted<'confirmed' | 'tentative' | 'cancelled'>;
  show_as: string | null;
  sensitivity: string | null;
  importance: 'LOW' | 'NORMAL' | 'HIGH' | null;
  outlook_categories: string[] | null;
  series_master_id: string | null;
  original_start: Date | null;
  recurrence: Json;
  recurrence_rule: string | null;
  recurrence_start: string | null;
  recurrence_time_zone: string | null;
  recurrence_exceptions: string[] | null;
  recurrence_additions: string[] | null;
  recurrence_fidelity: 'exact' | 'fitted' | 'opaque' | null;
  teams_enabled: boolean | null;
  teams_meeting_url: string | null;
  teams_conference_id: string | null;
  location: string | null;
  locations: Json;
  organizer: Json;
  is_organizer: boolean | null;
  attendees: Json;
  response: string | null;
  has_attachments: boolean | null;
  ical_uid: string | null;
  web_link: string | null;
  created_date_time: Date | null;
  last_modified_date_time: Date | null;
  is_history: Defaulted<boolean>;
  synced_at: Date;
}

export interface PendingStubTable {
  connection_id: string;
  external_id: string;
  series_master_id: string;
  stub: JSONColumnType<object>;
  created_at: Date;
}

export interface SyncIssueTable {
  connection_id: string;
  external_id: string;
  reason: string;
  raw: string | null;
  mapper_version: number;
  first_seen_at: Date;
  last_seen_at: Date;
  ask: 'master' | 'instances' | 'event' | null;
}

export interface CalendarChangeTable {
  connection_id: string;
  seq: number;
  kind: string;
  event_row: number | null;
  external_id: string | null;
  before: Json;
  after: Json;
  cause: SyncTrigger;
  run_id: string | null;
  hops: Json;
  at: Date;
}

export interface SyncRunTable {
  connection_id: string;
  id: string;
  state: 'queued' | 'running' | 'done' | 'failed';
  trigger: SyncTrigger;
  kind: RoundKind | null;
  full_requested: Defaulted<boolean>;
  pages: Defaulted<number>;
  requests: Defaulted<number>;
  created: Defaulted<number>;
  updated: Defaulted<number>;
  deleted: Defaulted<number>;
  unchanged: Defaulted<number>;
  outcome: string | null;
  error_code: string | null;
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface SyncRoundTable {
  connection_id: string;
  id: string;
  run_id: string;
  kind: RoundKind;
  phase: 'pages' | 'settle';
  trigger: SyncTrigger;
  wanted_seq: number;
  window_start: Date;
  window_end: Date;
  page_size: number;
  reads: Defaulted<'delta' | 'view'>;
  fence: number;
  next_link: string | null;
  delta_link: string | null;
  page_count: Defaulted<number>;
  looping_pages: Defaulted<number>;
  restarts: Defaulted<number>;
  began_empty: Defaulted<boolean>;
  failures: Defaulted<number>;
  refusals: Defaulted<number>;
  settle_answers: Json;
  started_at: Date;
}

export interface SyncRoundPageTable {
  connection_id: string;
  round_id: string;
  page: number;
  /** Ids, each of the three as a JSON array of them. */
  seen: string;
  removed: string;
  touched: string;
}

export interface WebhookSubscriptionTable {
  id: string;
  calendar_connection_id: string;
  mailbox_id: string;
  account_id: string;
  external_calendar_id: string;
  provider: Defaulted<'MICROSOFT'>;
  subscription_id: string | null;
  resource_path: string;
  notification_url: string;
  /** SHA-256 of the secret, hex; the secret itself is never stored. */
  client_state: string;
  expiration_date_time: Date | null;
  last_notification_at: Date | null;
  last_patch_at: Date | null;
  patch_wanted_at: Date | null;
  delete_wanted_at: Date | null;
  is_active: boolean;
  health: 'creating' | 'live' | 'expired' | 'removed' | 'refused' | 'deleting';
  health_reason: string | null;
  next_check_at: Date | null;
  rung_at: Date | null;
  failures: Defaulted<number>;
  created_at: Date;
  updated_at: Date;
}

export interface SilenceSuspicionTable {
  connection_id: string;
  run_id: string;
  webhook_subscription_id: string;
  modified_at: Date;
  found_at: Date;
  judge_at: Date;
  is_silence: boolean | null;
}

export interface PushRebuildTable {
  mailbox_id: string;
  external_calendar_id: string;
  rebuilt_at: Date;
  pause_seconds: number;
}

export interface BackgroundJobTable {
  name: string;
  next_run_at: Date;
  last_run_at: Date | null;
  last_duration_ms: number | null;
  last_error: string | null;
  lease_holder: string | null;
  lease_until: Date | null;
  unbroken_since: Date | null;
}

export interface ClockOffsetTable {
  only_row: Defaulted<boolean>;
  offset_ms: number;
}

export interface Database {
  app_user: AppUserTable;
  vault_canary: VaultCanaryTable;
  mailbox: MailboxTable;
  mailbox_slot: MailboxSlotTable;
  microsoft_account: MicrosoftAccountTable;
  calendar_offer: CalendarOfferTable;
  oauth_session: OauthSessionTable;
  calendar_connection: CalendarConnectionTable;
  audit_log: AuditLogTable;
  calendar_event: CalendarEventTable;
  pending_stub: PendingStubTable;
  sync_issue: SyncIssueTable;
  calendar_change: CalendarChangeTable;
  sync_run: SyncRunTable;
  sync_round: SyncRoundTable;
  sync_round_page: SyncRoundPageTable;
  webhook_subscription: WebhookSubscriptionTable;
  silence_suspicion: SilenceSuspicionTable;
  push_rebuild: PushRebuildTable;
  background_job: BackgroundJobTable;
  clock_offset: ClockOffsetTable;
}
