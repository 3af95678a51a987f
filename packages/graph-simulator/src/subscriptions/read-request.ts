/**
 * Reads the bodies of POST and PATCH /subscriptions. Refusals carry the codes and
 * sentences seen in the field; rules: subscription resource of Graph v1.0.
 */
import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { GraphError } from '../graph/graph-error.ts';
import { isLoopbackHost } from '../http/loopback.ts';
import type { SimulatorSwitches } from '../world/switches.ts';
import type { ChangeType } from './subscription.ts';

const MINUTE = 60_000;
/** "Any value under 45 minutes after the time of the request is automatically set to 45 minutes." */
const FLOOR_MINUTES = 45;
/** Outlook events without resource data: under 7 days. */
const CAP_MINUTES = 10_080;
/** How much earlier than asked a subscription of Microsoft's sample ends: 12:32 for 21:42. */
const EARLIER_MINUTES = 550;
const CLIENT_STATE_LIMIT = 128;
const TLS_VERSIONS = ['v1_0', 'v1_1', 'v1_2', 'v1_3'];

const nullable = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

const CreateBody = Type.Object({
  changeType: nullable(Type.String()),
  notificationUrl: nullable(Type.String()),
  resource: nullable(Type.String()),
  expirationDateTime: nullable(Type.String()),
  lifecycleNotificationUrl: nullable(Type.String()),
  clientState: nullable(Type.String()),
  latestSupportedTlsVersion: nullable(Type.String()),
  includeResourceData: nullable(Type.Boolean()),
});

const UpdateBody = Type.Object({
  expirationDateTime: nullable(Type.String()),
  notificationUrl: nullable(Type.String()),
  lifecycleNotificationUrl: Type.Optional(Type.Unknown()),
});

export interface CreateRequest {
  readonly changeType: string;
  readonly changeTypes: ReadonlySet<ChangeType>;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | null;
  readonly resource: string;
  readonly expiresAt: number;
  readonly clientState: string | null;
  readonly latestSupportedTlsVersion: string;
}

export interface UpdateRequest {
  readonly expiresAt: number | undefined;
  readonly notificationUrl: string | undefined;
}

const invalid = (message: string): GraphError => new GraphError(400, 'InvalidRequest', message);

const unreadable = (): GraphError =>
  invalid(
    'Could not process subscription creation payload. Are all property names spelled and camelCased properly? Also are the Datetime properties in a valid ISO DateTime format?',
  );

const required = (value: string | null | undefined, name: string): string => {
  if (value === undefined || value === null || value === '')
    throw invalid(`${name} is a required property for subscription creation`);
  return value;
};

/** `now` is the simulator's clock. @throws {GraphError} 400 for every bad value. */
export function readCreateRequest(body: unknown, now: number, switches: SimulatorSwitches): CreateRequest {
  const value = parse(CreateBody, body);
  const changeType = required(value.changeType, 'changeType');
  const notificationUrl = required(value.notificationUrl, 'notificationUrl');
  const resource = required(value.resource, 'resource');
  const expiration = required(value.expirationDateTime, 'expirationDateTime');
  const clientState = value.clientState ?? null;
  if (clientState !== null && clientState.length > CLIENT_STATE_LIMIT)
    throw invalid(`clientState may have at most ${CLIENT_STATE_LIMIT} characters`);
  if (value.includeResourceData === true)
    throw invalid('This simulator does not send resource data: leave includeResourceData out');
  const latestSupportedTlsVersion = value.latestSupportedTlsVersion ?? 'v1_2';
  if (!TLS_VERSIONS.includes(latestSupportedTlsVersion))
    throw invalid(`latestSupportedTlsVersion must be one of ${TLS_VERSIONS.join(', ')}`);
  const lifecycleNotificationUrl = value.lifecycleNotificationUrl ?? null;
  requireNotificationUrl(notificationUrl, 'notificationUrl');
  if (lifecycleNotificationUrl !== null)
    requireNotificationUrl(lifecycleNotificationUrl, 'lifecycleNotificationUrl');
  return {
    changeType,
    changeTypes: readChangeTypes(changeType),
    notificationUrl,
    lifecycleNotificationUrl,
    resource,
    expiresAt: grantedExpiry(expiration, now, switches),
    clientState,
    latestSupportedTlsVersion,
  };
}

/** @throws {GraphError} 400 for bad values and for what PATCH cannot change. */
export function readUpdateRequest(body: unknown, now: number, switches: SimulatorSwitches): UpdateRequest {
  const value = parse(UpdateBody, body);
  if (value.lifecycleNotificationUrl !== undefined)
    throw invalid('lifecycleNotificationUrl cannot be changed: delete the subscription and create it again');
  const expiration = value.expirationDateTime ?? undefined;
  const notificationUrl = value.notificationUrl ?? undefined;
  if (expiration === undefined && notificationUrl === undefined)
    throw invalid('expirationDateTime is a required property for subscription update');
  if (notificationUrl !== undefined) requireNotificationUrl(notificationUrl, 'notificationUrl');
  return {
    expiresAt: expiration === undefined ? undefined : grantedExpiry(expiration, now, switches),
    notificationUrl,
  };
}

function parse<T extends TSchema>(schema: T, body: unknown): Static<T> {
  if (!Value.Check(schema, body)) throw unreadable();
  return body;
}

function readChangeTypes(changeType: string): ReadonlySet<ChangeType> {
  const types = new Set<ChangeType>();
  for (const part of changeType.split(',')) {
    const name = part.trim().toLowerCase();
    if (name !== 'created' && name !== 'updated' && name !== 'deleted')
      throw invalid(
        `changeType holds '${part.trim()}'; supported are created, updated and deleted, separated by commas`,
      );
    types.add(name);
  }
  return types;
}

/** Graph demands https; the simulator takes plain http from the machine it runs on. */
function requireNotificationUrl(text: string, name: string): void {
  const url = URL.parse(text);
  const allowed =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname)));
  if (!allowed)
    throw invalid(`${name} must be an absolute https URL (this simulator also takes http on loopback hosts)`);
}

function grantedExpiry(text: string, now: number, switches: SimulatorSwitches): number {
  let asked: number;
  try {
    asked = Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw unreadable();
  }
  if (asked > now + CAP_MINUTES * MINUTE)
    throw new GraphError(
      400,
      'ExtensionError',
      `Subscription expiration can only be ${CAP_MINUTES} minutes in the future.`,
    );
  const granted = switches.grantedExpiry === 'earlier' ? asked - EARLIER_MINUTES * MINUTE : asked;
  return Math.max(granted, now + FLOOR_MINUTES * MINUTE);
}
