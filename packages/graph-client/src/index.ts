/** Microsoft Graph calendars as a library: the client, the pure conversions, the errors, the types. */
export { GraphClient } from './graph-client.ts';
export type { GraphClientOptions } from './graph-client.ts';
export type { DeltaQuery } from './events/get-delta-events.ts';
export type { GetEventOptions } from './events/get-event.ts';
export type { Fetch } from './http/exchange.ts';
export type { CallOptions } from './http/graph-http.ts';
export type { GraphRequestRecord, OnRequest } from './http/with-observer.ts';
export type { ListOptions } from './paging/collect-items.ts';
export type { Instant } from './paths.ts';
export type { Renewal } from './subscriptions/renew-subscriptions.ts';
export type { SubscribeOptions } from './subscriptions/subscribe-to-calendar.ts';
export * from './convert/index.ts';
export { GraphError, graphErrorCodes } from './errors.ts';
export type { EndpointSeen, GraphErrorCode, GraphErrorDetails, GraphRetry } from './errors.ts';
export * from './wire/index.ts';
