export { type DevelopmentRule, developMeasures } from './develop.ts';
export { planTests, type TestPlanInput } from './plan-tests.ts';
export { defaultTestPolicy } from './policy.ts';
export { findTest, hasPassed, listTests, waiveTest } from './records.ts';
export type { Comparison } from './rules/compare.ts';
export { runTests } from './run-tests.ts';
export { answering, type SmokePolicy, silentAfter, smokePairs } from './smoke.ts';
export {
  completeTest,
  deleteTest,
  insertWanted,
  moveTest,
  type StoredTest,
  storeTestRun,
  type TestFilter,
  type TestState,
  type Waiver,
} from './store.ts';
export type {
  CaseStatus,
  CutLeg,
  Expectation,
  ExpectedRoute,
  PathMeasurement,
  PathTest,
  Prober,
  RoutingSession,
  TestCase,
  TestMeasure,
  TestPlan,
  TestPoint,
  TestPolicy,
  TestRun,
  TestSite,
  Verdict,
} from './types.ts';
