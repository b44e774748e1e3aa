export { type Engine, type EngineOptions, startEngine } from './engine.ts';
export { openPlans, type Plans } from './plans.ts';
export { isFinal } from './rules.ts';
export type { SignalEffect, SignalTarget } from './signal-task.ts';
export { tasksWaitingFor, tasksWaitingUnder } from './store-answers.ts';
export { listPauses } from './store-pauses.ts';
export { lastMoves, plansInNeed } from './store-views.ts';
export type {
  AmendedPlan,
  Attempt,
  ChangedTask,
  ChangeHook,
  EngineLog,
  ExternalHandler,
  Handler,
  Intervention,
  Json,
  Outcome,
  PauseScope,
  PlanAmendment,
  PlanCounts,
  PlanDifference,
  PlanDraft,
  PlanState,
  PlanVersion,
  PlanView,
  RetryPolicy,
  Signal,
  TaskChange,
  TaskDraft,
  TaskError,
  TaskOwner,
  TaskRef,
  TaskState,
  TaskView,
  TransactionalHandler,
  Wait,
  WaitKind,
} from './types.ts';
export {
  type NeededTask,
  planOfTask,
  planView,
  planViews,
  taskIdOfKey,
  tasksThatNeedSomebody,
} from './view.ts';
