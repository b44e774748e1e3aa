import type { Augmentation, Link, NetworkNode, Place, Port, SharedRisk } from '@turnup/contract';
import type { RiskLists } from './graph/risk-sets.ts';
import type { Graph, IntegerLists } from './graph/types.ts';
import type { CapacitySteps, Metric, NetworkImage, PreparedLandmarks } from './image-types.ts';
import type { RecordList } from './packed.ts';

export type { CapacitySteps, Metric, PreparedLandmarks } from './image-types.ts';

/** The kinds of reference data that this room owns. */
export type NetworkKind = 'sharedRisk' | 'place' | 'networkNode' | 'port' | 'link' | 'augmentation';

/** All records of a tenant's network, as the contract shapes them. */
export type NetworkRecords = {
  readonly sharedRisks: readonly SharedRisk[];
  readonly places: readonly Place[];
  readonly nodes: readonly NetworkNode[];
  readonly ports: readonly Port[];
  readonly links: readonly Link[];
  readonly augmentations: readonly Augmentation[];
};

/** Days are whole days since 1970-01-01; `ALWAYS` lies before all of them and `NEVER` after. */
export const ALWAYS = -0x8000_0000;
export const NEVER = 0x7fff_ffff;

/** What a link's status means for a search. */
export const LINK_USABLE = 0;
export const LINK_BUILDABLE = 1;

/**
 * A tenant's network at one version: never changed, replaced whole. Vertices `0 … nodeCount - 1` are the nodes in the
 * order of `nodes`, the rest customers' premises (a place, through one of its entries); edge `e` is `links.at(e)`.
 */
export type NetworkSnapshot = {
  readonly tenant: string;
  readonly version: number;
  readonly nodes: RecordList<NetworkNode>;
  readonly links: RecordList<Link>;
  readonly sharedRisks: RecordList<SharedRisk>;
  readonly places: RecordList<Place>;
  readonly ports: RecordList<Port>;
  /** Numbers of the ports of each node, by name. */
  readonly portsOfNode: IntegerLists;
  /** Rates of the ports, and the first day on which each is there or `ALWAYS`. */
  readonly portRateKbps: Float64Array;
  readonly portDay: Int32Array;
  /** Links that end on a place without naming a node, by the place's number. */
  readonly linksOfPlace: IntegerLists;
  readonly nodeCount: number;
  readonly graph: Graph;
  /**
   * Twice the latency of the link plus the transit of both its ends: twice a path's latency is the sum of its edges
   * plus the transits of its first and last node, so that each node counts once and the weight stays symmetric.
   */
  readonly latencyWeight: Float64Array;
  readonly linkLatencyUs: Int32Array;
  readonly linkLengthM: Int32Array;
  /** Monthly cost, with latency as the tie-break. */
  readonly costWeight: Float64Array;
  readonly transitUs: Int32Array;
  /** `LINK_USABLE` or `LINK_BUILDABLE` per edge. */
  readonly linkStatus: Uint8Array;
  /** First day on which the link may be used, or `ALWAYS`. */
  readonly inServiceDay: Int32Array;
  /** First day on which the node is gone, or `NEVER`; `NEVER` for premises. */
  readonly retiresDay: Int32Array;
  readonly capacity: CapacitySteps;
  /**
   * Risks by number: below `sharedRisks.length` the shared risks; then one for each link itself and one for each
   * vertex itself, because a link or node is what takes down all that runs through it.
   */
  readonly risks: RiskLists;
  readonly riskCount: number;
  /** What it was opened from: the same network for another thread. */
  readonly image: NetworkImage;
  /** Where searches get their lower bounds from. */
  readonly landmarks: LandmarkShelf;
};

/** The landmarks that a snapshot has, and where more come from. */
export type LandmarkShelf = {
  /**
   * Landmarks of a metric for ways over links of so much capacity, or of a lower class until those are prepared: their
   * bounds hold as well. Undefined where there are none yet; the search is then a plain one.
   */
  of(metric: Metric, capacityKbps: number): PreparedLandmarks | undefined;
};

/** How many records of a load are new, changed, or were there already. */
export type LoadCounts = { readonly created: number; readonly changed: number; readonly unchanged: number };
