import type { ReferenceRecord } from '@turnup/contract';
import type { Result } from '../foundation/result.ts';

/** What can be measured (TMF653 test measure definitions of this system). */
export type Metric = ReferenceRecord<'testSpecification'>['measures'][number]['metric'];

/** A stream or a number of single packets between two addresses inside a VRF, sent by a device. */
export type PathTest = {
  readonly vrf: string;
  readonly source: string;
  readonly destination: string;
  readonly count: number;
  /** Whole IP packets, never fragmented. */
  readonly sizeBytes: number;
  /** With {@link durationS}: a stream at this rate. */
  readonly rateKbps?: number;
  readonly durationS?: number;
  readonly dscp?: number;
};

/** What came of it. Times are absent when nothing came back. */
export type PathMeasurement = {
  readonly sent: number;
  readonly received: number;
  readonly rttAvgUs?: number;
  readonly jitterUs?: number;
  readonly deliveredKbps?: number;
  readonly method?: CaptureMethod;
};

/**
 * How a figure came about: by STAMP packets (RFC 8762), by ICMP echo, worked out by a device from the forwarding state of
 * its network without any packet, read from what a device says of itself, or by another means of the device's own.
 */
export type CaptureMethod = 'stamp' | 'icmpEcho' | 'derived' | 'deviceState' | 'device';

/** A routing session as a device tells it. */
export type RoutingSession = {
  readonly vrf: string;
  readonly address: string;
  readonly sessionState: string;
};

/** The one way to the network. A refusal means that nothing was measured, whatever the service does. */
export type Prober = {
  testPath(device: string, test: PathTest): Promise<Result<PathMeasurement>>;
  sessions(device: string): Promise<Result<readonly RoutingSession[]>>;
};

/** Where a site can be tested from: its CPE, or for wires-only sites the provider edge. */
export type TestPoint = {
  readonly device: string;
  readonly vrf: string;
  /** An address of that device inside the VRF: of the LAN, or of the access where there is no CPE. */
  readonly address: string;
  /** Addresses of the routing neighbours that the device must have a session with. */
  readonly neighbors: readonly string[];
  /** The provider's unit that joins the leg to the service: to be taken away when its fail-over is tried. */
  readonly attachment?: { readonly device: string; readonly path: string };
  /** The access by itself: its own address and the provider's end; where no session tells whether it works. */
  readonly access?: {
    readonly address: string;
    readonly far: { readonly name: string; readonly address: string };
  };
};

/** A site under test; the first leg is the active one. */
export type TestSite = {
  readonly site: string;
  readonly rateKbps: number;
  /** Of a rooted-multipoint service: leaves reach roots alone. */
  readonly role?: 'root' | 'leaf';
  /** Where the rate is enforced: on what the site sends alone, or (absent) both ways. */
  readonly limits?: 'sending';
  readonly legs: readonly TestPoint[];
};

/** What the design says of the way between two sites. */
export type ExpectedRoute = {
  readonly from: string;
  readonly to: string;
  readonly role: 'primary' | 'failover';
  readonly roundTripUs: number;
};

/** Numbers that govern tests where neither the requirement nor the specification says anything. */
export type TestPolicy = {
  /** Packets of a round trip, jitter or reachability case. */
  readonly count: number;
  readonly sizeBytes: number;
  /** Share of the ordered rate at each step (ITU-T Y.1564, configuration test). */
  readonly stepsPercent: readonly number[];
  readonly stepDurationS: number;
  readonly streamSizeBytes: number;
  /** What a step must deliver of what is offered. */
  readonly deliveredPercent: number;
  /** Offered beyond the rate, and the most that may then come through. */
  readonly overshootPercent: number;
  readonly policedPercent: number;
  /** How much more than predicted a round trip may take where nobody set a bound; absent: then inconclusive. */
  readonly roundTripOverPredictionPercent?: number;
  /** Up to this many sites every ordered pair is tested; beyond, each with the first and with its neighbour. */
  readonly fullMeshSites: number;
  /** Whether a fail-over that cannot be tried leaves the verdict open. */
  readonly failoverRequired: boolean;
  /** An address of the operator's that stands behind all accesses and answers: the far end of a single site's tests. */
  readonly reflector?: { readonly name: string; readonly address: string };
  /** How long a service that was just configured may take to come to rest before it is measured. */
  readonly settleS: number;
  /** A figure this much worse than at the last run is told as degraded. */
  readonly degradedPercent: number;
};

/** What a case holds its measurement against. */
export type Expectation = {
  readonly comparator: 'atMost' | 'atLeast';
  /** Absent: nobody said what is good, so the case cannot pass. */
  readonly threshold?: number;
  readonly thresholdSource: 'inherent' | 'requirement' | 'specification' | 'policy' | 'missing';
  readonly predicted?: number;
  readonly unit: 'percent' | 'microseconds' | 'milliseconds' | 'bytes' | 'sessions' | 'kbps';
};

/** What is done for a case. */
export type Procedure =
  | { readonly kind: 'session'; readonly device: string; readonly vrf: string; readonly neighbor: string }
  | {
      readonly kind: 'path';
      readonly device: string;
      readonly test: PathTest;
      /** Which figure of the answer counts. */
      readonly figure:
        | 'answeredPercent'
        | 'rttAvgUs'
        | 'jitterUs'
        | 'lossPercent'
        | 'deliveredPercent'
        | 'largestBytes';
      /** What 100 % of a delivered rate is. */
      readonly referenceKbps?: number;
    }
  | {
      readonly kind: 'failover';
      readonly site: string;
      readonly active: TestPoint;
      readonly standby: TestPoint;
      readonly test: PathTest;
      /** What counts: that everything answers over the standby, or how long nothing did. */
      readonly figure: 'answeredPercent' | 'interruptionMs';
    }
  /** The case cannot be made at all. */
  | { readonly kind: 'impossible'; readonly reason: string };

/** One case of a test plan. */
export type TestCase = {
  readonly id: string;
  readonly metric: Metric;
  readonly from: string;
  readonly to?: string;
  readonly classOfService?: string;
  readonly expectation: Expectation;
  readonly procedure: Procedure;
};

/** The cases by which one service is judged. */
export type TestPlan = {
  readonly serviceId: string;
  readonly specification: string;
  readonly cases: readonly TestCase[];
  readonly failoverRequired: boolean;
  readonly settleS: number;
};

/** How a case ended. `inconclusive` is not passed; `notRun` was left out for want of means. */
export type CaseStatus = 'passed' | 'failed' | 'inconclusive' | 'notRun';

/** One case with what was measured. */
export type TestMeasure = {
  readonly caseId: string;
  readonly metric: Metric;
  readonly from: string;
  readonly to?: string;
  readonly classOfService?: string;
  readonly status: CaseStatus;
  readonly measured?: number;
  readonly method?: CaptureMethod;
  readonly expectation: Expectation;
  /** The numbers in a sentence, or why there are none. */
  readonly reason: string;
};

/** The verdict on a service: passed when every case that was run passed, and at least one was. */
export type Verdict = 'passed' | 'failed' | 'inconclusive';

/** One run of a plan. */
export type TestRun = {
  readonly id: string;
  readonly serviceId: string;
  readonly specification: string;
  readonly verdict: Verdict;
  readonly measures: readonly TestMeasure[];
  /** Every failed case in numbers. */
  readonly violations: readonly string[];
};

/** Takes the active leg of a site away; the answer gives it back. A refusal says why it cannot be tried. */
export type CutLeg = (site: string, active: TestPoint) => Promise<Result<() => Promise<void>>>;

/** What a run may do to a service: anything, or nothing that loads or interrupts it. */
export type Permitted = 'everything' | 'harmless';
