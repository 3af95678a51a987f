/**
 * Puts the simulator together: the world, its doors (Entra, Graph, subscriptions),
 * what disturbs them (faults) and what steers it (control). Listens to nothing.
 */
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SimClock } from './clock.ts';
import type { ClockOptions } from './clock.ts';
import { batchPlugin } from './batch/batch-plugin.ts';
import { createControlHandlers } from './control/control-handlers.ts';
import { controlPlugin } from './control/control-plugin.ts';
import { installRequestLog } from './control/request-log-hooks.ts';
import { RequestLog } from './control/request-log.ts';
import type { LoggedRequest } from './control/request-log.ts';
import { authenticate } from './entra/authenticate.ts';
import { installClaimsChallenge } from './entra/claims-challenge.ts';
import { entraPlugin } from './entra/entra-plugin.ts';
import { createEntraState, saveEntra } from './entra/entra-state.ts';
import { identify } from './entra/identify.ts';
import { AppRegistration } from './entra/registration.ts';
import type { AppRegistrationOptions } from './entra/registration.ts';
import { SIGNING_KEYS } from './entra/signing-key.ts';
import type { DeltaFault } from './faults/fault-actions.ts';
import { FaultEngine } from './faults/fault-engine.ts';
import { installFaultHooks } from './faults/fault-hooks.ts';
import { DeltaRounds } from './graph/delta-rounds.ts';
import { restartPath } from './graph/delta-tokens.ts';
import { graphPlugin } from './graph/plugin.ts';
import { sendGraphError } from './http/send-graph-error.ts';
import { outlookPlugin } from './outlook/outlook-plugin.ts';
import type { DeliveryTiming } from './subscriptions/notification-delivery.ts';
import { SubscriptionService } from './subscriptions/subscription-service.ts';
import { subscriptionPlugin } from './subscriptions/subscription-plugin.ts';
import { MailboxLimits } from './throttling/mailbox-limits.ts';
import { installThrottle } from './throttling/throttle-hooks.ts';
import type { SwitchChanges } from './world/switches.ts';
import type { Population } from './world/population.ts';
import { Snapshots } from './world/snapshots.ts';
import type { World } from './world/types.ts';
import { createWorld } from './world/world.ts';

export interface SimulatorAppOptions extends AppRegistrationOptions {
  /** Of `POST /_sim/seed` where its caller names none. */
  readonly seed?: string | undefined;
  /** What Microsoft leaves open; the field's behaviour where none is named. */
  readonly switches?: SwitchChanges | undefined;
  readonly clock?: ClockOptions | undefined;
  readonly population?: Population | undefined;
  readonly delivery?: Partial<DeliveryTiming> | undefined;
  /** PEM texts; with them the app answers over https only. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Told of every Entra and Graph request when its answer has ended. */
  readonly onRequest?: ((entry: LoggedRequest) => void) | undefined;
}

/** Closing the app stops deliveries and pauses, too. */
export async function createSimulatorApp(options: SimulatorAppOptions = {}): Promise<FastifyInstance> {
  const world = createWorld(new SimClock(options.clock), options.switches, {
    seed: options.seed,
    population: options.population,
  });
  const entra = createEntraState(world, new AppRegistration(options), SIGNING_KEYS);
  const faults = new FaultEngine();
  const log = new RequestLog();
  const closing = new AbortController();
  const subscriptions = new SubscriptionService({
    world,
    timing: options.delivery,
    // As long as a repeated delivery: both are 10 seconds at Graph.
    handshakeLimitMs: options.delivery?.retryLimitMs,
    fate: (path, subscription) => faults.notificationFate(path, world.findUser(subscription.userId)),
  });

  const app = Fastify({
    logger: false,
    https: options.tls ?? null,
    forceCloseConnections: true,
    bodyLimit: 4 * 1024 * 1024,
    // Outlook's ids are longer than the router's usual limit for a parameter.
    routerOptions: { maxParamLength: 2_048 },
    // An address that cannot be decoded comes to no route, and so to no error handler.
    frameworkErrors: (_error, request, reply) => {
      refuseAddress(request, reply, world);
    },
  });
  app.addHook('preClose', async () => {
    closing.abort();
    subscriptions.close();
  });

  installFailureReport(app);
  const whoAsks = (request: FastifyRequest) => identify(entra, request);
  const requestLog = installRequestLog(app, { world, log, identify: whoAsks, onEntry: options.onRequest });
  const callerOf = (request: FastifyRequest) => authenticate(entra, request);
  const limits = new MailboxLimits();
  const rounds = new DeltaRounds();
  installClaimsChallenge(app, entra);
  installThrottle(app, { world, limits, authenticate: callerOf });
  const disturbed = new WeakMap<FastifyRequest, readonly DeltaFault[]>();
  installFaultHooks(app, {
    world,
    engine: faults,
    identify: whoAsks,
    disturb: (request, deltaFaults) => disturbed.set(request, deltaFaults),
    note: requestLog.noteFault,
    restartPath: (url) => restartPath(url, world.runId, rounds),
    closing: closing.signal,
  });

  await app.register(entraPlugin, { state: entra });
  await app.register(graphPlugin, {
    world,
    authenticate: callerOf,
    rounds,
    deltaFaultsOf: (request) => disturbed.get(request) ?? [],
  });
  await app.register(batchPlugin, { world, authenticate: callerOf });
  await app.register(subscriptionPlugin, {
    world,
    service: subscriptions,
    authenticate: callerOf,
  });
  await app.register(controlPlugin, {
    handlers: createControlHandlers({
      world,
      entra,
      subscriptions,
      faults,
      log,
      snapshots: new Snapshots([
        world,
        { save: () => saveEntra(entra) },
        rounds,
        limits,
        subscriptions,
        faults,
      ]),
      seed: options.seed,
    }),
  });
  await app.register(outlookPlugin, { world });
  app.get('/', (_request, reply) => reply.redirect('/_sim'));
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: `Nothing is simulated at ${request.method} ${request.url.split('?')[0] ?? ''}.` }),
  );
  return app;
}

function refuseAddress(request: FastifyRequest, reply: FastifyReply, world: World): void {
  const message = 'The request URL is not properly encoded.';
  void (request.url.startsWith('/v1.0/')
    ? sendGraphError(request, reply, { status: 400, code: 'BadRequest', message }, world)
    : reply.code(400).send({ error: message }));
}

/** A refusal is part of the simulation; an unexpected 500 is a fault of the simulator, and said. */
function installFailureReport(app: FastifyInstance): void {
  const errors = new WeakMap<FastifyRequest, Error>();
  app.addHook('onError', (request, _reply, error, done) => {
    errors.set(request, error);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const error = errors.get(request);
    if (error !== undefined && reply.statusCode === 500) console.error(error);
    done();
  });
}
