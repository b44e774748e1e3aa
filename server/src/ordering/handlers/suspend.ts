import { suspended } from '../../activation/index.ts';
import type { ExternalHandler } from '../../plan/index.ts';
import { configurationOf } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { inputOf } from '../taskSubject.ts';
import { applied, configurationRetry, configure } from './configure.ts';
import { outOfService } from './removeConfiguration.ts';

/**
 * Stops the traffic of a service on the provider's devices, in one network-wide transaction: its units stay, joined to
 * nothing. What it holds stays its own, so that resuming puts back the very same.
 */
export function suspendHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.suspend@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    run: (attempt) => {
      const rendering = configurationOf(delivery, delivery.sql, attempt.tenant, inputOf(attempt));
      return applied(delivery, attempt, rendering, ({ provider }) => suspended(provider), true);
    },
    settle: (tx, attempt, outcome) => outOfService(tx, attempt, outcome, 'traffic stopped on the network'),
  };
}

/** Lets it pass again. */
export function resumeHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.resume@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    run: (attempt) => configure(delivery, attempt, ({ provider }) => provider),
  };
}
