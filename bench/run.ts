/** `npm run bench -- <name> [--events N]`: measurements, each with its limit and what others do in the same run. */
import { parseArgs } from 'node:util';

const benches: Record<string, () => Promise<{ run(options: { events: number }): Promise<void> }>> = {
  baseline: () => import('./baseline.ts'),
  day: () => import('./day.ts'),
  delta: () => import('./delta.ts'),
  'events-query': () => import('./events-query.ts'),
  'large-page': () => import('./large-page.ts'),
  freshness: () => import('./freshness.ts'),
  growth: () => import('./growth.ts'),
  idle: () => import('./idle.ts'),
  mapping: () => import('./mapping.ts'),
  notifications: () => import('./notifications.ts'),
  renewals: () => import('./renewals.ts'),
  simulator: () => import('./simulator.ts'),
  unchanged: () => import('./unchanged.ts'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' }, events: { type: 'string', default: '20000' } },
});

const usage = `npm run bench -- <name> [--events N]\n\nNames: ${Object.keys(benches).join(', ')}`;
const events = Number(values.events);
const names = positionals.length === 0 ? Object.keys(benches) : positionals;

if (values.help === true) {
  console.log(usage);
} else if (!Number.isInteger(events) || events < 100 || names.some((name) => !(name in benches))) {
  console.error(usage);
  process.exitCode = 2;
} else {
  for (const name of names) {
    const bench = await benches[name]?.();
    await bench?.run({ events });
  }
}
