export { planTests, type TestPlanInput } from './plan-tests.ts';
export { defaultTestPolicy } from './policy.ts';
export { hasPassed, serviceTests, waiveTest } from './records.ts';
export { runTests } from './run-tests.ts';
export { type StoredTest, storeTestRun, type Waiver } from './store.ts';
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
