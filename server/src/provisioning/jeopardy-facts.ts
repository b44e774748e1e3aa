import type { Fact } from '../platform/events/index.ts';
import type { Explanation, JeopardyAlert, LadderStep, OrderForecast } from './types.ts';

/** What happened to an alert; an escalation carries the rung that was reached. */
export function alertFact(
  type:
    | 'JeopardyAlertRaiseEvent'
    | 'JeopardyAlertLevelChangeEvent'
    | 'JeopardyAlertClearEvent'
    | 'JeopardyAlertAcknowledgeEvent'
    | 'JeopardyAlertEscalateEvent',
  alert: JeopardyAlert,
  rung?: LadderStep,
): Fact {
  return {
    type,
    domain: 'provisioning',
    aggregate: { kind: 'jeopardyAlert', id: alert.id },
    resource: 'jeopardyAlert',
    body: rung === undefined ? alert : { ...alert, escalatedTo: { step: rung.step, role: rung.role } },
    correlationId: alert.orderReference,
  };
}

/** An order is expected on another date, with why. */
export function dateFact(forecast: OrderForecast, note: Explanation): Fact {
  return {
    type: 'OrderForecastDateChangeEvent',
    domain: 'provisioning',
    aggregate: { kind: 'orderForecast', id: forecast.orderReference },
    resource: 'orderForecast',
    body: { ...forecast, note },
    correlationId: forecast.orderReference,
  };
}
