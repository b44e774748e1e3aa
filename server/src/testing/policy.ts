import type { TestPolicy } from './types.ts';

/** The values that hold where the operator's policy data says nothing else. */
export const defaultTestPolicy: TestPolicy = {
  count: 100,
  sizeBytes: 128,
  stepsPercent: [25, 50, 75, 100],
  stepDurationS: 10,
  streamSizeBytes: 1400,
  deliveredPercent: 98,
  overshootPercent: 125,
  policedPercent: 105,
  roundTripOverPredictionPercent: 20,
  fullMeshSites: 8,
  failoverRequired: false,
  settleS: 0,
  degradedPercent: 20,
};
