import type { Refusal } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';
import { forecast } from './forecast.ts';
import { alertFact, dateFact } from './jeopardy-facts.ts';
import { type AlertDecision, climb, dateNote, decideAlert, type LevelChange } from './jeopardy-rules.ts';
import { lockForecasts, lockOpenAlerts, saveAlerts, saveForecasts } from './jeopardy-store.ts';
import type {
  Explanation,
  Forecast,
  ForecastInput,
  JeopardyAlert,
  JeopardyLevel,
  JeopardyPolicy,
  OrderForecast,
  ProvisioningPorts,
} from './types.ts';
import { domainNow } from './work-store.ts';

/** One order whose plan changed. */
export type ReforecastInput = {
  readonly orderReference: string;
  /** Who acknowledges its alerts. */
  readonly owner: string;
  /** The customer holds the order: nothing escalates. */
  readonly held: boolean;
  readonly plan: ForecastInput;
};

/** What is now expected of an order, and what of that is new. */
export type Reforecast = {
  readonly orderReference: string;
  readonly expectedCompletionDate: string;
  readonly slackWorkingDays: number | null;
  readonly level: JeopardyLevel;
  /** The level or the expected date is another than before, or this is the first forecast. */
  readonly changed: boolean;
  readonly levelChange: LevelChange;
  /** Why the expected date is another; absent when it is not. */
  readonly note?: Explanation;
  readonly alert: JeopardyAlert | null;
  readonly forecast: Forecast;
};

/** What could not be forecast, and why (a calendar that ends too early, a circle). What was said before stands. */
export type Unforecast = { readonly orderReference: string; readonly fault: Refusal };

/**
 * Forecasts orders anew after any change of their plans, and says only what is new: an event per change of level
 * (clearing too) and per change of date (with its reason), none when both stand. The rungs of the ladder that are due at
 * once are climbed. Set-wise; one order that cannot be forecast does not stop the others. An order that was closed is
 * opened again.
 */
export async function reforecast(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  inputs: readonly ReforecastInput[],
): Promise<{ readonly forecasts: readonly Reforecast[]; readonly faults: readonly Unforecast[] }> {
  if (inputs.length === 0) return { forecasts: [], faults: [] };
  const orders = inputs.map(({ orderReference }) => orderReference);
  const before = await lockForecasts(tx, tenant, orders);
  const open = await lockOpenAlerts(tx, tenant, orders);
  const policy = await ports.jeopardyPolicy(tx, tenant);
  const now = await domainNow(tx);
  const steps: Step[] = [];
  const faults: Unforecast[] = [];
  for (const input of inputs) {
    const { orderReference } = input;
    const made = forecast(input.plan, policy);
    if (!made.ok) {
      faults.push({ orderReference, fault: made.fault });
      continue;
    }
    const last = before.get(orderReference) as OrderForecast;
    steps.push(stepOf(input, made.value, last, open.get(orderReference) ?? null, policy, now, ports.ids));
  }
  await saveForecasts(
    tx,
    tenant,
    steps.map(({ record }) => record),
  );
  await saveAlerts(
    tx,
    tenant,
    steps.flatMap(({ answer }) => answer.alert ?? []),
  );
  await ports.record(
    tx,
    tenant,
    steps.flatMap(({ facts }) => facts),
  );
  return { forecasts: steps.map(({ answer }) => answer), faults };
}

type Step = { readonly record: OrderForecast; readonly answer: Reforecast; readonly facts: readonly Fact[] };

function stepOf(
  input: ReforecastInput,
  made: Forecast,
  last: OrderForecast,
  open: JeopardyAlert | null,
  policy: JeopardyPolicy,
  now: string,
  newId: () => string,
): Step {
  const { orderReference, owner, held } = input;
  const { calendar } = input.plan;
  const { expectedCompletionDate, slackWorkingDays, level } = made;
  const context = { orderReference, owner, held, calendar, policy, now, newId };
  const decided = decideAlert(open, made, context);
  const { alert, rungs } = decided.alert
    ? climb(decided.alert, policy, calendar, now)
    : { alert: null, rungs: [] };
  const record = recordOf(orderReference, made, now);
  const moved = last.expectedDate !== null && last.expectedDate !== expectedCompletionDate;
  const note = moved ? dateNote(last.expectedDate, made) : undefined;
  const facts = [
    ...(note === undefined ? [] : [dateFact(record, note)]),
    ...levelFacts(decided.change, alert),
    ...rungs.map((rung) => alertFact('JeopardyAlertEscalateEvent', alert as JeopardyAlert, rung)),
  ];
  const answer = {
    orderReference,
    expectedCompletionDate,
    slackWorkingDays,
    level,
    changed: last.expectedDate !== expectedCompletionDate || last.level !== level,
    levelChange: decided.change,
    ...(note === undefined ? {} : { note }),
    alert,
    forecast: made,
  };
  return { record, answer, facts };
}

function recordOf(orderReference: string, made: Forecast, now: string): OrderForecast {
  return {
    orderReference,
    committedDate: made.committedDate,
    currentCommittedDate: made.currentCommittedDate,
    expectedDate: made.expectedCompletionDate,
    slackWorkingDays: made.slackWorkingDays,
    level: made.level,
    culprit: made.culprit?.activity ?? null,
    cause: made.culprit?.cause ?? null,
    percentComplete: made.percentComplete,
    computedAt: now,
    closedAt: null,
  };
}

function levelFacts(change: AlertDecision['change'], alert: JeopardyAlert | null): readonly Fact[] {
  if (alert === null || change === 'none') return [];
  if (change === 'raised') return [alertFact('JeopardyAlertRaiseEvent', alert)];
  if (change === 'cleared') return [alertFact('JeopardyAlertClearEvent', alert)];
  return [alertFact('JeopardyAlertLevelChangeEvent', alert)];
}

/** Orders that are over need no forecast any more: their alerts are cleared, with an event. Again changes nothing. */
export async function closeForecasts(
  ports: Pick<ProvisioningPorts, 'record'>,
  tx: Transaction,
  tenant: string,
  orders: readonly string[],
): Promise<void> {
  if (orders.length === 0) return;
  const last = [...(await lockForecasts(tx, tenant, orders)).values()].filter(
    ({ closedAt }) => closedAt === null,
  );
  const open = await lockOpenAlerts(tx, tenant, orders);
  const now = await domainNow(tx);
  await saveForecasts(
    tx,
    tenant,
    last.map((one) => ({ ...one, level: 'Normal' as const, closedAt: now })),
  );
  const cleared = [...open.values()].map((alert) => ({
    ...alert,
    clearedAt: now,
    nextStepAt: null,
    suspendedSince: null,
  }));
  await saveAlerts(tx, tenant, cleared);
  await ports.record(
    tx,
    tenant,
    cleared.map((alert) => alertFact('JeopardyAlertClearEvent', alert)),
  );
}
