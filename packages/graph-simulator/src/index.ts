/** A simulated Microsoft Entra ID and Graph calendar service in one process. */
import type { AddressInfo } from 'node:net';
import { createSimulatorApp } from './app.ts';
import type { ClockOptions } from './clock.ts';
import { createControlClient } from './control/control-client.ts';
import type { SimulatorControl } from './control/control-client.ts';
import type { LoggedRequest } from './control/request-log.ts';
import { DEMO_CLIENT_ID, DEMO_CLIENT_SECRET } from './entra/registration.ts';
import type { DeliveryTiming } from './subscriptions/notification-delivery.ts';
import type { Population } from './world/population.ts';
import type { SwitchChanges } from './world/switches.ts';

export { createControlClient } from './control/control-client.ts';
export type { SimulatorControl } from './control/control-client.ts';
export type { LoggedRequest } from './control/request-log.ts';
export type { FaultRule } from './faults/fault-rule.ts';
export type { SimulatorSwitches } from './world/switches.ts';
export type { TruthEvent } from './world/mailbox-truth.ts';
export { DEMO_CLIENT_ID, DEMO_CLIENT_SECRET } from './entra/registration.ts';

export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** `127.0.0.1` when left out. */
  readonly host?: string;
  /** The app's name on the consent page. */
  readonly clientName?: string;
  /** The one registered app; a fixed demo registration when left out. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Exact URIs, or `'any'`; left out: every http URL on a loopback host. */
  readonly redirectUris?: readonly string[] | 'any';
  /**
   * Of everything that would be chance: codes, tokens, ids, the events of `control.seed`. The same seed, clock and
   * requests give the same answers (but for the keys that sign id_tokens). Left out: others in every simulator.
   */
  readonly seed?: string;
  /** A time to start at, ms since the epoch, and whether time passes only by `control.advanceClock`. */
  readonly clock?: ClockOptions;
  /** Many people beside the demo people, `person1@many.example` and so on, with mailboxes of a given size. */
  readonly population?: Population;
  /** How patient deliveries and handshakes are, in real milliseconds: Graph waits 3 and 10 seconds for an answer. */
  readonly delivery?: Partial<Pick<DeliveryTiming, 'gatherMs' | 'firstLimitMs' | 'retryLimitMs'>>;
  /** What Microsoft leaves open; the field's behaviour where none is named. */
  readonly switches?: SwitchChanges;
  /** PEM texts of a key and its certificate; with them it answers over https only. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** True prints a line per request; a function is given each instead. Never tokens. */
  readonly log?: boolean | ((entry: LoggedRequest) => void);
}

export interface Simulator extends AsyncDisposable {
  /** For example `http://127.0.0.1:4010`: Entra at `/{tenant}/…`, Graph at `/v1.0/…`. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly control: SimulatorControl;
}

/** Starts a simulator of its own; disposing it stops everything it does. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', log = false } = options;
  const app = await createSimulatorApp({
    clientName: options.clientName,
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    redirectUris: options.redirectUris,
    seed: options.seed,
    clock: options.clock,
    population: options.population,
    delivery: options.delivery,
    switches: options.switches,
    tls: options.tls,
    onRequest: log === false ? undefined : log === true ? printRequest : log,
  });
  await app.listen({ port, host });
  const address = app.server.address();
  const scheme = options.tls === undefined ? 'http' : 'https';
  const url = `${scheme}://${hostInUrl(host)}:${isAddressInfo(address) ? address.port : port}`;
  return {
    url,
    clientId: options.clientId ?? DEMO_CLIENT_ID,
    clientSecret: options.clientSecret ?? DEMO_CLIENT_SECRET,
    control: createControlClient(url),
    [Symbol.asyncDispose]: async () => {
      await app.close();
    },
  };
}

const isAddressInfo = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/** An address to call, also where the simulator listens on every interface. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function printRequest(entry: LoggedRequest): void {
  const status = entry.complete ? String(entry.status) : 'broken off';
  console.log(`${entry.at} ${entry.method} ${entry.path} ${status} ${entry.user ?? ''}`);
}
