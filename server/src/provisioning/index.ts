/** Track and manage service provisioning (eTOM 1.4.5.3): work for people, forecasts, jeopardy. See README.md. */
export {
  assignWorkOrder,
  claimWorkOrder,
  recordAbsence,
  releaseWorkOrder,
} from './assign-work-order.ts';
export { createWorkOrders } from './create-work-orders.ts';
export { type Completion, completeWorkOrder, recordEvidence, startWorkOrder } from './do-work-order.ts';
export { acknowledgeAlert, escalateDue } from './escalate.ts';
export {
  defaultJeopardyPolicy,
  forecast,
  type RecoveryMeasure,
  type RecoveryOption,
} from './forecast.ts';
export type { LevelChange } from './jeopardy-rules.ts';
export {
  type AlertFilter,
  forecastsOf,
  levelsSince,
  listAlerts,
  nextStepDue as nextDue,
} from './jeopardy-store.ts';
export { noteOnWork } from './note-on-work.ts';
export { raiseAlert } from './raise-alert.ts';
export {
  closeForecasts,
  type Reforecast,
  type ReforecastInput,
  reforecast,
  type Unforecast,
} from './reforecast.ts';
export { listSkills, recordSkill } from './skills.ts';
export { cancelWorkOrder, holdWorkOrder, rejectWorkOrder, resumeWorkOrder } from './stop-work-order.ts';
export type {
  Absence,
  Actor,
  ClockStop,
  Culprit,
  Explanation,
  Forecast,
  ForecastActivity,
  ForecastInput,
  JeopardyAlert,
  JeopardyLevel,
  JeopardyPolicy,
  OrderForecast,
  Overrun,
  ProvisioningPorts,
  WorkOrder,
  WorkOrderDraft,
  WorkOrderState,
} from './types.ts';
export type { WorkOrderTarget } from './work-step.ts';
export {
  countWorkOrders,
  findWorkOrder,
  listWorkOrders,
  type WorkOrderCount,
  type WorkOrderFilter,
  workOrdersOfTasks,
} from './work-store.ts';
