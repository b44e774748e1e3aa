import type { Landmarks } from './graph/landmarks.ts';
import type { RiskLists } from './graph/risk-sets.ts';
import type { Graph, IntegerLists } from './graph/types.ts';
import type { PackedRecords } from './packed.ts';

/** The records of a network and, beside them, what searches need of each, all in shared memory. */
export type NetworkFacts = {
  readonly sharedRisks: PackedRecords;
  readonly places: PackedRecords;
  /** Shared risks of each building, by number. */
  readonly placeRisks: IntegerLists;
  readonly nodes: PackedRecords;
  readonly nodePlace: Int32Array;
  readonly nodeRisks: IntegerLists;
  readonly nodeTransitUs: Int32Array;
  readonly nodeRetiresDay: Int32Array;
  /** Ends of links at customers' premises: place and entry. Keys alone. */
  readonly premises: PackedRecords;
  readonly premisesPlace: Int32Array;
  readonly ports: PackedRecords;
  readonly portNode: Int32Array;
  readonly portRateKbps: Float64Array;
  /** First day on which the port is there, or `ALWAYS`. */
  readonly portDay: Int32Array;
  readonly links: PackedRecords;
  /** Vertices at the ends of each link: nodes first, then premises. */
  readonly edgeA: Int32Array;
  readonly edgeB: Int32Array;
  readonly linkRisks: IntegerLists;
  readonly linkLatencyUs: Int32Array;
  readonly linkLengthM: Int32Array;
  readonly linkCostMinor: Float64Array;
  readonly linkCapacityKbps: Float64Array;
  readonly linkStatus: Uint8Array;
  readonly inServiceDay: Int32Array;
  readonly augmentations: PackedRecords;
  readonly augmentationLink: Int32Array;
  readonly augmentationDay: Int32Array;
  readonly augmentationAddsKbps: Float64Array;
  readonly augmentationCommitted: Int32Array;
};

/**
 * A tenant's network at one version as plain data in shared memory: a thread that is sent one reads it at once and
 * copies nothing. Never changed; the next version is another image, which shares the text of most records with it.
 */
export type NetworkImage = {
  readonly tenant: string;
  readonly version: number;
  readonly facts: NetworkFacts;
  readonly graph: Graph;
  readonly transitUs: Int32Array;
  readonly retiresDay: Int32Array;
  readonly latencyWeight: Float64Array;
  readonly costWeight: Float64Array;
  /** What a unit of cost weighs against latency; 0 where cost alone decides. */
  readonly costScale: number;
  /** The weights in the order of the graph's slots. */
  readonly latencyBySlot: Float64Array;
  readonly costBySlot: Float64Array;
  readonly capacity: CapacitySteps;
  readonly risks: RiskLists;
  readonly riskCount: number;
  readonly portsOfNode: IntegerLists;
  readonly linksOfPlace: IntegerLists;
  readonly landmarks: readonly PreparedLandmarks[];
};

/** Capacity of each link as a step function of time: what is there, and what augmentations add from their day on. */
export type CapacitySteps = {
  readonly baseKbps: Float64Array;
  readonly offset: Int32Array;
  readonly day: Int32Array;
  readonly addsKbps: Float64Array;
  /** 1 where the augmentation is committed, and hence counts. */
  readonly committed: Uint8Array;
};

/** What a search makes least. */
export type Metric = 'latency' | 'cost';

/**
 * Landmarks of a metric and a class of capacity: they leave out the links that never reach it, which makes the bounds of
 * what is asked for closer, and they hold for whatever needs links of that capacity or more.
 */
export type PreparedLandmarks = Landmarks & { readonly metric: Metric; readonly leastKbps: number };
