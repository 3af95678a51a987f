/** The process: environment in, signals, exit code out. Everything else is app.ts. */
import { startApp } from './app.ts';
import { processEnvironment } from './config/environment.ts';
import { loadConfig } from './config/load-config.ts';
import { createLogger } from './platform/logger.ts';
import { StartError } from './platform/start-error.ts';

/** Supervisors kill after 10 seconds: whatever still runs then is given up first. */
const STOP_WITHIN_MS = 9500;

async function run(): Promise<void> {
  const { config, secrets } = loadConfig(processEnvironment());
  const logger = createLogger({ level: config.logLevel });
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'a promise failed and nobody looked');
    process.exit(1);
  });

  const asked = Promise.withResolvers<void>();
  const stopSoon = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('stopping took too long; giving up what still runs');
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    asked.resolve();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stopSoon);

  // Asked to stop while starting: what has started by then is stopped in order, too.
  const app = await startApp({ config, secrets, logger });
  await asked.promise;
  await app.stop();
}

/** Ends the process. */
export async function runServer(): Promise<never> {
  try {
    await run();
    // Connections kept alive by fetch would hold the process for seconds.
    return process.exit(0);
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    return process.exit(1);
  }
}
