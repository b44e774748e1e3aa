import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The figures of a node, in the text format that Prometheus reads. */
export type Metrics = {
  /** One finished request. */
  request(route: string, method: string, status: number, durationMs: number): void;
  /** A number that is read when it is asked for. */
  gauge(name: string, help: string, read: () => Promise<number>): void;
  text(): Promise<string>;
  readonly contentType: string;
};

/** Opens the figures of this node; each system has its own. */
export function openMetrics(node: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ node });
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'turnup_http_request_duration_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  });
  return {
    request: (route, method, status, durationMs) =>
      requests.observe({ route, method, status }, durationMs / 1_000),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
