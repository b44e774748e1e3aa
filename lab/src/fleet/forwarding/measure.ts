import { createHash } from 'node:crypto';
import type { Walk } from './trace.ts';
import type { RateLimit } from './types.ts';

/** What a test sends. Without rate and duration it is `count` packets, one at a time. */
export type TestStream = {
  readonly count: number;
  readonly sizeBytes: number;
  readonly rateKbps?: number | undefined;
  readonly durationS?: number | undefined;
  readonly dscp?: number | undefined;
};

/** What came of it. Times are absent when nothing came back. */
export type TestResult = {
  readonly sent: number;
  readonly received: number;
  readonly rtt?: { readonly minUs: number; readonly avgUs: number; readonly maxUs: number };
  readonly jitterUs?: number;
  readonly deliveredKbps: number;
};

/** Time a node takes to forward a packet. */
const NODE_DELAY_US = 15;
/** Spread of the node delays; drawn by hash, so that equal tests give equal numbers. */
const SPREAD_US = 24;
/** Packets whose times are worked out singly. */
const SAMPLES = 100;

/**
 * The figures of a test over a way there and back (`back` absent: no reply can come). The rate is measured one way:
 * the smallest limit on the way there lets pass what it can, the rest is lost.
 */
export function measure(stream: TestStream, there: Walk, back: Walk | undefined, seed: string): TestResult {
  const packetKbit = (stream.sizeBytes * 8) / 1000;
  const timed = stream.rateKbps !== undefined && stream.durationS !== undefined;
  const sent = timed
    ? Math.floor(((stream.rateKbps ?? 0) * (stream.durationS ?? 0)) / packetKbit)
    : stream.count;
  const fits = back !== undefined && stream.sizeBytes <= Math.min(there.mtu, back.mtu);
  if (!fits || there.end === undefined || back.end === undefined)
    return { sent, received: 0, deliveredKbps: 0 };
  const limitKbps = Math.min(...there.limits.map((limit) => limitFor(limit, stream.dscp)));
  const offeredKbps = stream.rateKbps;
  const deliveredKbps = Math.floor(Math.min(offeredKbps ?? 0, limitKbps));
  const received = offeredKbps === undefined ? sent : Math.floor((sent * deliveredKbps) / offeredKbps);
  if (received === 0) return { sent, received, deliveredKbps };
  const baseUs =
    there.latencyUs + back.latencyUs + NODE_DELAY_US * (there.nodes.length + back.nodes.length - 2);
  return { sent, received, deliveredKbps, ...times(baseUs, Math.min(received, SAMPLES), seed) };
}

/** The class of best effort: what is in no class of its own is treated like it. */
const BEST_EFFORT = 0;

/** A marked packet has its class's share of the rate; an unmarked test has all of it. */
function limitFor({ kbps, classes }: RateLimit, dscp: number | undefined): number {
  if (dscp === undefined || classes === undefined) return kbps;
  const holding = (point: number) => classes.find((item) => item.dscp.includes(point));
  return (kbps * ((holding(dscp) ?? holding(BEST_EFFORT))?.sharePercent ?? 100)) / 100;
}

function times(baseUs: number, samples: number, seed: string): Pick<TestResult, 'rtt' | 'jitterUs'> {
  const spread = createHash('sha256').update(seed).digest();
  const rtts = Array.from({ length: samples }, (_, index) => {
    const draw = (spread[index % spread.length] ?? 0) ^ ((index * 37) & 255);
    return baseUs + Math.round((draw / 255) * SPREAD_US);
  });
  const total = rtts.reduce((sum, rtt) => sum + rtt, 0);
  const steps = rtts.slice(1).map((rtt, index) => Math.abs(rtt - (rtts[index] ?? rtt)));
  const stepTotal = steps.reduce((sum, value) => sum + value, 0);
  return {
    rtt: { minUs: Math.min(...rtts), avgUs: Math.round(total / samples), maxUs: Math.max(...rtts) },
    jitterUs: steps.length === 0 ? 0 : Math.round(stepTotal / steps.length),
  };
}
