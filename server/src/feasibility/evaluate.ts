import type { Confidence, FeasibilityAnswer, Reason } from '@turnup/contract';
import { nearestAlternatives } from './alternatives.ts';
import { assess } from './assess.ts';
import { distinctReasons, reason } from './reasons.ts';
import { leastConfidence } from './site-options.ts';
import type { Assessment, FeasibilityInput } from './types.ts';

/**
 * Answers whether, how and when a requirement can be met. The requirement must have passed `validateRequirement`.
 *
 * - `qualified`: as asked, at the date, at the least cost that the network offers. Confidence is that of the
 *   combination: yellow where something must be settled first, and the reasons say what.
 * - `alternate`: not as asked (or only dearer, because what would serve it best is short), but something near works;
 *   every alternative was verified. Confidence is yellow, as the customer must agree first.
 * - `unqualified`: neither. Confidence is red.
 */
export function evaluateFeasibility(input: FeasibilityInput): FeasibilityAnswer {
  const startedUs = input.nowUs();
  const assessment = assess(input);
  const asAsked = assessment.works && assessment.deviations.length === 0;
  const confidenceAsAsked = confidenceOf('qualified', assessment);
  const alternatives =
    input.provideAlternative === false || (asAsked && confidenceAsAsked === 'green')
      ? []
      : nearestAlternatives(input, assessment);
  const result = asAsked ? 'qualified' : alternatives.length > 0 ? 'alternate' : 'unqualified';
  const behind = behindReasons(input);
  const confidence = confidenceOf(result, assessment);
  return {
    result,
    confidence: behind.length > 0 ? leastConfidence([confidence, 'yellow']) : confidence,
    reasons: distinctReasons([...behind, ...deviationReasons(assessment), ...assessment.reasons]),
    siteOptions: assessment.siteOptions,
    latencies: assessment.latencies,
    alternatives,
    ...(assessment.interval === undefined
      ? {}
      : {
          intervalWorkingDays: assessment.interval.workingDays,
          earliestCompletionDate: assessment.interval.finishDate,
        }),
    ...(assessment.price === undefined ? {} : { price: assessment.price }),
    validUntil: input.policies.validUntil,
    networkVersion: input.network.version,
    computedInUs: Math.max(0, Math.round(input.nowUs() - startedUs)),
  };
}

function confidenceOf(result: FeasibilityAnswer['result'], assessment: Assessment): Confidence {
  if (result === 'unqualified') return 'red';
  if (result === 'alternate') return 'yellow';
  return leastConfidence(assessment.chosen.map((option) => option.confidence));
}

/** An answer that does not know the latest changes of the inventory stands only if they do not concern it. */
function behindReasons({ network, latestVersion }: FeasibilityInput): Reason[] {
  if (latestVersion === undefined || latestVersion <= network.version) return [];
  return [
    reason(
      'NETWORK_BEHIND',
      `The network that was searched is of version ${network.version}; the inventory has come to version ${latestVersion}: ask again to have what changed looked at.`,
      { networkVersion: network.version, latestVersion },
    ),
  ];
}

function deviationReasons({ deviations }: Assessment): Reason[] {
  return deviations.map(({ site, from, to }) => {
    const wanted = from.candidates.map((one) => one.carrier).join(' and ');
    const taken = to.candidates.map((one) => one.carrier).join(' and ');
    const extraMinor = to.costMinor - from.costMinor;
    return reason(
      'PREFERRED_NOT_AVAILABLE',
      `${site} would be served by ${wanted}, which is short at the date of need; ${taken} serves it at more cost over the term.`,
      { site, preferred: wanted, instead: taken, extraMinor },
    );
  });
}
