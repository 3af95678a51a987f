#!/usr/bin/env node
/** The executable. What it compiles is kept by Node for the next start, so nothing is imported before that is on. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runServer } = await import('./run-server.ts');
await runServer();
