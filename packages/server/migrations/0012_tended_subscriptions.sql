-- Of which calendars there is a subscription, or an answer to wait for: compared every few seconds with all that should
-- have one.
create index webhook_subscription_tended on webhook_subscription (mailbox_id, external_calendar_id)
  where is_active or next_check_at is not null;
