/** npm start. What it compiles is kept by Node for the next start, so nothing is imported before that is on. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runSandbox } = await import('./run-sandbox.ts');
await runSandbox();
