export { type Engine, type EngineOptions, startEngine } from './engine.ts';
export { openPlans, type Plans } from './plans.ts';
export { defaultRetry } from './retry.ts';
export { rollUp } from './rollup.ts';
export { isFinal, taskStates, transitions } from './rules.ts';
export type { SignalEffect, SignalTarget } from './signal-task.ts';
export { isQuiescent, nextDue, type PauseInForce, pausesInForce } from './store-views.ts';
export type {
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
  PlanCounts,
  PlanDraft,
  PlanState,
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
export { findBySubject, planOfTask, planView, planViews, taskIdOfKey } from './view.ts';
