/**
 * One embedded PostgreSQL per test run, started when the first test asks for a database, and one build of the
 * page, made when the first browser wants it: a run of pure tests costs nothing. Workers learn of both over a
 * loopback address, which Vitest hands to them.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { TestProject } from 'vitest/node';

import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/start-embedded-postgres.ts';
import type { EmbeddedPostgres } from '../../src/platform/embedded-postgres/start-embedded-postgres.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { migrate } from '../../src/platform/migrations.ts';
import { migrationsFolder } from '../../src/migrations-folder.ts';
import { TEMPLATE } from './databases.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testPostgresAddress: string;
  }
}

const PREFIX = 'calmirror-test-';
const leftOver = /^calmirror-(test|scratch|embedded)-/;
/** Younger ones may belong to a run that has not locked its folder yet. */
const LEFT_OVER_AFTER_MS = 120_000;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<EmbeddedPostgres> | undefined;
  let folder: string | undefined;

  const start = async (): Promise<EmbeddedPostgres> => {
    await sweepLeftOvers();
    folder = await mkdtemp(path.join(tmpdir(), PREFIX));
    const postgres = await startTestPostgres(folder);
    await makeTemplate(postgres.url);
    return postgres;
  };

  let page: Promise<string> | undefined;
  const server = createServer((request, response) => {
    const asked =
      request.url === '/page' ? (page ??= buildPage()) : (started ??= start()).then(({ url }) => url);
    asked.then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  project.provide('testPostgresAddress', `http://127.0.0.1:${address.port}/`);

  return async () => {
    server.closeAllConnections();
    server.close();
    await started?.then((postgres) => postgres.stop());
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
}

/** In a process of its own: the build must not see what Vitest makes of modules and of NODE_ENV. */
async function buildPage(): Promise<string> {
  const script = path.resolve(import.meta.dirname, '../../../web/build/cli.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', script]);
  return stdout;
}

function startTestPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir,
    logger: createLogger({ level: 'error' }),
    durable: false,
    mayCreateDatabases: true,
    settings: { max_connections: '300', shared_buffers: '64MB', autovacuum: 'off', max_wal_size: '256MB' },
  });
}

async function makeTemplate(url: string): Promise<void> {
  const owner = openDatabase({ url, poolSize: 1, applicationName: 'test-setup' });
  await owner.pool.query(`create database ${TEMPLATE}`);
  await owner[Symbol.asyncDispose]();
  const template = new URL(url);
  template.pathname = TEMPLATE;
  await using database = openDatabase({ url: template.href, poolSize: 1, applicationName: 'test-setup' });
  await migrate({ pool: database.pool, folder: migrationsFolder });
}

/** A run that was killed leaves its PostgreSQL running: the next run ends it. Where its run is alive, it is refused. */
async function sweepLeftOvers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((each) => leftOver.test(each))) {
    const folder = path.join(tmpdir(), name);
    try {
      if (Date.now() - statSync(folder).ctimeMs < LEFT_OVER_AFTER_MS) continue;
      if (existsSync(path.join(folder, 'data'))) await (await startTestPostgres(folder)).stop();
      await rm(folder, { recursive: true, force: true });
    } catch {
      continue;
    }
  }
}
