import type { CancellationAssessment, CancellationCharge, CancelServiceOrder } from '@turnup/contract';

const chargeLine = ({ chargeMinor, currency, activity, reason }: CancellationCharge): string =>
  `  ${(chargeMinor / 100).toFixed(2)} ${currency}: ${activity}, ${reason}`;

/** What a cancellation would come to. */
export function assessmentText({
  outcome,
  reason,
  charge,
  takenBack,
  dropped,
}: CancellationAssessment): string {
  const words = { free: 'it costs nothing', priced: 'it costs', refused: 'it is refused' } as const;
  return [
    `${words[outcome]}${reason === undefined ? '' : `: ${reason}`}`,
    ...charge.map(chargeLine),
    `taken back: ${takenBack.join(', ') || 'nothing'}`,
    `not done any more: ${dropped.join(', ') || 'nothing'}`,
  ].join('\n');
}

/** A cancellation, accepted or denied. */
export function cancellationText(cancellation: CancelServiceOrder): string {
  const { serviceOrder, state, completionMessage, charge } = cancellation;
  const denied = state === 'terminatedWithError';
  return [
    `${serviceOrder.name}: ${denied ? 'denied' : state}${completionMessage === undefined ? '' : `, ${completionMessage}`}`,
    ...charge.map(chargeLine),
    ...(denied && charge.length > 0 ? ['to accept them: --accept-charges'] : []),
  ].join('\n');
}
