/** The whole contract of the Calmirror REST API: schemas of requests and answers, problem codes, paths. */
export * from './audit-log.ts';
export * from './background-jobs.ts';
export * from './calendars.ts';
export * from './changes.ts';
export * from './events.ts';
export * from './freshness.ts';
export * from './health.ts';
export * from './oauth.ts';
export * from './paths.ts';
export * from './problem-body.ts';
export * from './problem-page.ts';
export * from './problems.ts';
export * from './runs.ts';
export { listOf } from './schema-kit.ts';
export * from './sign-in.ts';
export * from './stream.ts';
export * from './times.ts';
