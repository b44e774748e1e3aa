import type { Expectation, PathTest, Procedure, TestCase, TestPolicy } from '../types.ts';
import type { Pair } from './pairs.ts';
import { expectationFor } from './thresholds.ts';

type ThroughputInput = {
  readonly policy: TestPolicy;
  readonly classes: readonly {
    readonly name: string;
    readonly dscp: readonly number[];
    readonly sharePercent: number;
  }[];
};

/**
 * Steps up to the ordered rate, what comes through beyond it, and each class at its share (the structure of the
 * configuration test of ITU-T Y.1564). The rate of a pair is that of its slower site.
 */
export function throughputCases(
  measure: { readonly comparator: 'atMost' | 'atLeast'; readonly threshold?: number },
  input: ThroughputInput,
  pairs: readonly Pair[],
): readonly TestCase[] {
  const { policy } = input;
  const delivered: Expectation = {
    ...expectationFor(measure, 'percent', policy.deliveredPercent),
    comparator: 'atLeast',
  };
  // A pair's committed rate is 100 %: what is let through beyond it is measured against the rate, not the offer.
  const policed: Expectation = {
    comparator: 'atMost',
    threshold: policy.policedPercent,
    thresholdSource: 'policy',
    unit: 'percent',
  };
  return pairs.flatMap((pair) => {
    const rateKbps = pairRateKbps(pair);
    const at = (percent: number) => Math.floor((rateKbps * percent) / 100);
    return [
      ...policy.stepsPercent.map((percent) =>
        throughputCase(pair, `${percent}`, stream(policy, at(percent)), delivered, at(percent)),
      ),
      ...(isPoliced(pair)
        ? [throughputCase(pair, 'policing', stream(policy, at(policy.overshootPercent)), policed, rateKbps)]
        : []),
      ...input.classes.map((serviceClass) => {
        const share = at(serviceClass.sharePercent);
        const test = { ...stream(policy, share), ...firstDscp(serviceClass.dscp) };
        return throughputCase(pair, serviceClass.name, test, delivered, share, serviceClass.name);
      }),
    ];
  });
}

/** The committed rate between two sites: that of the slower. */
export function pairRateKbps({ from, to }: Pair): number {
  return Math.min(from.rateKbps, to.rateKbps);
}

/** Where only what a site sends is limited, a faster site is not held back towards a slower one. */
function isPoliced({ from, to }: Pair): boolean {
  return from.limits !== 'sending' || from.rateKbps <= to.rateKbps;
}

function firstDscp(dscp: readonly number[]): { readonly dscp?: number } {
  const [first] = dscp;
  return first === undefined ? {} : { dscp: first };
}

/** A stream at a rate, of the packets and for the time that policy says. */
export function stream(
  policy: TestPolicy,
  rateKbps: number,
): Omit<PathTest, 'vrf' | 'source' | 'destination'> {
  return { count: 1, sizeBytes: policy.streamSizeBytes, rateKbps, durationS: policy.stepDurationS };
}

function throughputCase(
  { from, to }: Pair,
  step: string,
  test: Omit<PathTest, 'vrf' | 'source' | 'destination'>,
  expectation: Expectation,
  referenceKbps: number,
  classOfService?: string,
): TestCase {
  const [near, far] = [from.legs[0], to.legs[0]];
  const procedure: Procedure =
    near === undefined || far === undefined
      ? { kind: 'impossible', reason: `${near === undefined ? from.site : to.site} has no test point` }
      : {
          kind: 'path',
          device: near.device,
          test: { vrf: near.vrf, source: near.address, destination: far.address, ...test },
          figure: 'deliveredPercent',
          referenceKbps,
        };
  return {
    id: `throughputPercent:${from.site}:${to.site}:${step}`,
    metric: 'throughputPercent',
    from: from.site,
    to: to.site,
    ...(classOfService === undefined ? {} : { classOfService }),
    expectation,
    procedure,
  };
}
