/**
 * Numbers for Prometheus, in a registry of our own (no process-wide one: tests run many servers).
 * Labels have few values: a route's pattern, never a path; a job's name, never an id.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** Seconds, by method, route pattern and status. */
  readonly httpRequests: Histogram<'method' | 'route' | 'status'>;
  counter<Label extends string>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  gauge<Label extends string>(name: string, help: string, labels?: readonly Label[]): Gauge<Label>;
  histogram<Label extends string>(
    name: string,
    help: string,
    labels?: readonly Label[],
    buckets?: readonly number[],
  ): Histogram<Label>;
}

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `processMetrics` adds memory, CPU and event loop of this process. */
export function createMetrics(options: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const histogram: Metrics['histogram'] = (name, help, labels = [], buckets = SECONDS) =>
    new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers });
  return {
    registry,
    httpRequests: histogram('calmirror_http_request_seconds', 'Time to answer an HTTP request.', [
      'method',
      'route',
      'status',
    ]),
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: labels, registers }),
    gauge: (name, help, labels = []) => new Gauge({ name, help, labelNames: labels, registers }),
    histogram,
  };
}
