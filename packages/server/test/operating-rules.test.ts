import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { createMetrics } from '../src/platform/metrics.ts';
import { METRICS_TOKEN, startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';
import { insertCalendar, insertUser, insertWebhook } from './support/owned-calendar.ts';

const docs = path.join(import.meta.dirname, '../../../docs');

const Rules = Type.Object({
  groups: Type.Array(
    Type.Object({
      rules: Type.Array(
        Type.Object({
          alert: Type.String(),
          expr: Type.String(),
          labels: Type.Object({ severity: Type.Union([Type.Literal('page'), Type.Literal('ticket')]) }),
          annotations: Type.Object({ summary: Type.String(), runbook: Type.String() }),
        }),
      ),
    }),
  ),
});

/** `name{label="value"}` in an expression of Prometheus. */
interface Selector {
  readonly name: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

function selectorsOf(expr: string): Selector[] {
  return [...expr.matchAll(/\b((?:calmirror|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', inner = '']) => ({
      name,
      matchers: [...inner.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g)].map(
        ([, label = '', operator = '', value = '']) => ({
          label,
          operator,
          value,
        }),
      ),
    }),
  );
}

/** Labels that `by (…)` keeps. */
function groupings(expr: string): string[] {
  return [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, inner = '']) =>
    inner.split(',').map((each) => each.trim()),
  );
}

describe('the rules for Prometheus', () => {
  let api: ApiUnderTest;
  let rules: readonly { alert: string; expr: string; runbook: string }[];
  /** By metric: the label sets it was exported with. */
  let exported: Map<string, Map<string, string>[]>;

  beforeAll(async () => {
    api = await startApi();
    const { db } = api.database;
    const calendar = await insertCalendar(db, await insertUser(db), { known_as_of: new Date() });
    await insertWebhook(db, calendar);
    const job = { last_duration_ms: 1, last_error: null, lease_holder: null, lease_until: null };
    const times = { next_run_at: new Date(), last_run_at: new Date() };
    await db
      .insertInto('background_job')
      .values({ name: 'retention', ...times, ...job })
      .execute();
    // One request to Graph, so that its counter has labels.
    const browser = api.browser();
    await browser.signUp('operator@example.com');
    await api.authorize(browser, 'adele@contoso.example');
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const { text } = await api.browser().get('/metrics', { headers });
    const process = await createMetrics({ processMetrics: true }).registry.metrics();
    exported = samplesOf(`${text}\n${process}`);
    const file = Value.Parse(Rules, parse(await readFile(path.join(docs, 'alerts.yml'), 'utf8')));
    rules = file.groups.flatMap((group) =>
      group.rules.map(({ alert, expr, annotations }) => ({ alert, expr, runbook: annotations.runbook })),
    );
  });
  afterAll(() => api[Symbol.asyncDispose]());

  it('name only metrics, labels and values that Calmirror exports', () => {
    const faults = rules.flatMap(({ alert, expr }) =>
      selectorsOf(expr).flatMap(({ name, matchers }) => {
        const samples = exported.get(name) ?? [];
        if (samples.length === 0) return [`${alert}: ${name} is not exported`];
        return matchers.flatMap(({ label, operator, value }) => {
          const values = samples.flatMap((labels) => labels.get(label) ?? []);
          if (values.length === 0) return [`${alert}: ${name} has no label ${label}`];
          return operator === '=' && !values.includes(value) ? [`${alert}: ${label} is never ${value}`] : [];
        });
      }),
    );
    expect(faults).toEqual([]);
    expect(rules.length).toBeGreaterThan(10);
  });

  it('group only by labels that their metrics have', () => {
    const given = new Set(['instance', 'job']);
    const faults = rules.flatMap(({ alert, expr }) => {
      const labels = new Set(
        selectorsOf(expr).flatMap(({ name }) =>
          (exported.get(name) ?? []).flatMap((each) => [...each.keys()]),
        ),
      );
      return groupings(expr)
        .filter((label) => !labels.has(label) && !given.has(label))
        .map((label) => `${alert}: ${label}`);
    });
    expect(faults).toEqual([]);
  });

  it('lead to a section that says what to do', async () => {
    const text = await readFile(path.join(docs, 'operating.md'), 'utf8');
    const anchors = new Set(
      [...text.matchAll(/^#+ (.*)$/gm)].map(
        ([, title = '']) => `docs/operating.md#${title.toLowerCase().replaceAll(' ', '-')}`,
      ),
    );
    expect(rules.filter(({ runbook }) => !anchors.has(runbook))).toEqual([]);
  });

  it('see every calendar by its mode and its lag', () => {
    const counts = exported.get('calmirror_calendar_lag_seconds_count') ?? [];
    expect(new Set(counts.map((labels) => labels.get('mode')))).toEqual(
      new Set(['blocked', 'polling', 'push']),
    );
  });
});

function samplesOf(text: string): Map<string, Map<string, string>[]> {
  const samples = new Map<string, Map<string, string>[]>();
  for (const [, name = '', inner = ''] of text.matchAll(/^(\w+)(?:\{([^}]*)\})? \S+$/gm)) {
    const labels = new Map(
      [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]),
    );
    samples.set(name, [...(samples.get(name) ?? []), labels]);
  }
  return samples;
}
