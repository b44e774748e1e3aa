import type { Json, PlanDraft } from '../../../server/src/plan/index.ts';

/** An order of so many steps, one after the other. */
export function chainOf(
  order: string,
  steps: number,
  kind: string,
  inputOf: (order: string, step: number) => Json,
): PlanDraft {
  return {
    subject: { kind: 'order', id: order },
    tasks: Array.from({ length: steps }, (_, step) => ({
      key: `s${step}`,
      kind,
      input: inputOf(order, step),
      activity: 'bench',
      label: `Step ${step}`,
      after: step === 0 ? [] : [`s${step - 1}`],
      owner: { kind: 'system', ref: null },
    })),
  };
}
