import type {
  Link,
  NetworkNode,
  OrderState,
  Place,
  PlanTask,
  ServiceDesign,
  ServiceState,
} from '@turnup/contract';

/** Answers of `/turnup/v1` for which the contract has no schema: the members that the console reads. */

/** A design in a list. */
export type DesignSummary = Omit<ServiceDesign, 'alternatives' | 'rejected' | 'approvals'>;

/** Why a task did not succeed. */
export type TaskError = {
  readonly code: string;
  readonly message: string;
  readonly cause?: string;
  readonly corrective?: readonly string[];
  readonly details?: unknown;
};

/** What a task waits for. */
export type TaskWait = {
  readonly for: string;
  readonly reference?: string | null;
  readonly until?: string;
};

/** A task that needs a person. */
export type FalloutTask = PlanTask & {
  readonly serviceOrder: { readonly id?: string; readonly number?: string };
};

/** Tasks that need a person for one cause and code (`GET /turnup/v1/falloutGroup`). */
export type FalloutGroup = {
  readonly cause: string;
  readonly code: string;
  readonly count: number;
  readonly tasks: readonly string[];
  readonly corrective: readonly string[];
};

/** An order of which nothing has moved (`GET /turnup/v1/stalledOrder`). */
export type StalledOrder = {
  readonly id: string;
  readonly number: string;
  readonly state: OrderState;
  readonly unmovedSince: string;
  readonly days: number;
};

/** Requests that ended (`GET /turnup/v1/orderQuality`). */
export type OrderQuality = {
  readonly ended: number;
  readonly fellOut: number;
  readonly rightFirstTime: number;
};

/** `GET /turnup/v1/topology`. */
export type Topology = {
  readonly version: number;
  readonly places: readonly Place[];
  readonly nodes: readonly NetworkNode[];
  readonly links: readonly Link[];
};

/** One change on a device. Values are text, or several. */
export type ConfigurationChange = {
  readonly path: string;
  readonly operation: 'create' | 'set' | 'delete';
  readonly before: string | readonly string[] | null;
  readonly after: string | readonly string[] | null;
};

export type ActivationFailure = {
  readonly device: string;
  readonly phase: string;
  readonly code: string;
  readonly message: string;
  readonly correctiveAction: string;
};

/** `GET /turnup/v1/configurationTransaction`. */
export type ConfigurationTransaction = {
  readonly id: string;
  readonly serviceId: string;
  readonly attempt: number;
  readonly state:
    | 'preparing'
    | 'confirming'
    | 'undoing'
    | 'inDoubt'
    | 'completed'
    | 'undone'
    | 'interrupted'
    | 'refused';
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly failures: readonly ActivationFailure[];
  readonly devices: readonly {
    readonly device: string;
    readonly state: string;
    readonly changes: readonly ConfigurationChange[];
    readonly failure?: ActivationFailure;
  }[];
  /** Every step in the order in which it was written down; only of one transaction, never in a list. */
  readonly journal?: readonly {
    readonly attempt: number;
    readonly device: string | null;
    readonly state: string;
    readonly recordedAt: string;
  }[];
};

type ConfigurationValue = string | readonly string[];

/** `GET /turnup/v1/device/{name}/configuration`. */
export type DeviceConfiguration = {
  readonly device: string;
  readonly values: readonly { readonly path: string; readonly value: ConfigurationValue | null }[];
  readonly ownedHash: string;
  readonly runningHash: string;
};

/** `GET /turnup/v1/device/{name}/drift`. */
export type DeviceDrift = {
  readonly device: string;
  readonly inSync: boolean;
  readonly drifts: readonly {
    readonly path: string;
    readonly kind: 'missing' | 'changed';
    readonly want: ConfigurationValue;
    readonly have: ConfigurationValue | null;
    readonly services: readonly string[];
  }[];
};

/** Work that interrupts services (`GET /turnup/v1/plannedOutage`). */
export type PlannedOutage = {
  readonly id: string;
  readonly number: string;
  readonly state: 'announced' | 'inProgress' | 'completed' | 'withdrawn';
  readonly reason: string;
  readonly objects: readonly string[];
  readonly services: readonly {
    readonly id: string;
    readonly number: string;
    readonly customer: string;
  }[];
  readonly startsAt: string;
  readonly endsAt: string;
};

/** What is paused, by whom, since when and why (`GET /turnup/v1/pause`). */
export type WorkPause = {
  readonly scope: 'everything' | 'taskKind' | 'device';
  readonly reference?: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
};

/** A service of the inventory (TMF638). */
export type InventoryService = {
  readonly id: string;
  readonly number: string;
  readonly category: 'CFS' | 'RFS';
  readonly name: string;
  readonly state: ServiceState;
  readonly place?: string;
  readonly allocationStatus: string;
  readonly inService: boolean;
  readonly startDate?: string;
  readonly serviceSpecification: { readonly id: string };
  readonly serviceCharacteristic: readonly { readonly name: string; readonly value: unknown }[];
  readonly serviceRelationship?: readonly { readonly service: { readonly id: string } }[];
  readonly relatedParty?: readonly { readonly id: string; readonly role: string }[];
};

/** What a reservation has of one pool. */
export type ReservedLine = {
  readonly key: string;
  readonly shape: 'values' | 'blocks' | 'quantities';
  readonly pool: string;
  readonly scope: string;
  readonly state: 'reserved' | 'allocated';
  readonly values?: readonly string[];
  readonly amount?: number;
};

export type Reservation = {
  readonly id: string;
  readonly owner: { readonly kind: string; readonly id: string };
  readonly reason: string;
  readonly state: 'waiting' | 'reserved' | 'confirmed' | 'allocated' | 'released' | 'expired';
  readonly holdUntil: string | null;
  readonly createdAt: string;
  readonly extensions: number;
  readonly requested: readonly { readonly key: string; readonly pool: string; readonly scope?: string }[];
  readonly lines: readonly ReservedLine[];
  readonly waitingBehind?: number;
};

/** A version of a service: who made it, when, by which order, and all of it as it was then. */
export type ServiceVersion = {
  readonly version: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly changedBy: string;
  readonly orderId: string | null;
  readonly reason: string;
  readonly effectiveAt: string;
};

/** A service within its graph. */
export type GraphService = {
  readonly id: string;
  readonly number: string;
  readonly category: 'CFS' | 'RFS';
  readonly name: string;
  readonly specification: string;
  readonly customer: string;
  readonly place: string | null;
  readonly state: ServiceState;
  readonly allocationStatus: string;
  readonly inService: boolean;
  readonly parentId: string | null;
  readonly orderId: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly versions: readonly ServiceVersion[];
};

/** Something that a service stands on, or stood on: then it has an end. `of` is the part that does. */
export type GraphResource = {
  readonly kind: string;
  readonly key: string;
  readonly role: string;
  readonly of: string;
  readonly fromAt: string;
  readonly untilAt: string | null;
};

export type DesignedAgainstBuilt = {
  readonly role: string;
  readonly kind: string;
  readonly designed: string;
  readonly built: readonly string[];
  readonly verdict: 'asDesigned' | 'missing' | 'different' | 'notDesigned';
};

/** `GET /turnup/v1/service/{id}/graph`. */
export type ServiceGraph = {
  readonly services: readonly GraphService[];
  readonly resources: readonly GraphResource[];
  readonly units: readonly {
    readonly serial: string;
    readonly model: string;
    readonly state: string;
    readonly place: string | null;
  }[];
  readonly ways: readonly ServiceWay[];
  readonly designedAgainstBuilt: readonly DesignedAgainstBuilt[];
};

/** One pool and scope, counted. */
export type LedgerLine = {
  readonly pool: string;
  readonly kind: string;
  readonly shape: string;
  readonly scope: string;
  readonly size: number;
  readonly free: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly quarantined: number;
  readonly withdrawn: number;
  readonly conserved: boolean;
};

/** One measure of a test run. */
export type TestMeasure = {
  readonly caseId: string;
  readonly metric: string;
  readonly from: string;
  readonly to?: string;
  readonly classOfService?: string;
  readonly status: 'passed' | 'failed' | 'inconclusive' | 'notRun';
  readonly measured?: number;
  readonly expectation: {
    readonly comparator: 'atMost' | 'atLeast';
    readonly threshold?: number;
    readonly thresholdSource: string;
    readonly predicted?: number;
    readonly unit: 'percent' | 'microseconds' | 'bytes' | 'sessions' | 'kbps';
  };
  readonly reason: string;
};

export type TestRun = {
  readonly id: string;
  readonly serviceId: string;
  readonly specification: string;
  readonly name?: string;
  readonly state?: string;
  /** None until it has run. */
  readonly verdict?: 'passed' | 'failed' | 'inconclusive';
  readonly recordedAt?: string;
  readonly measures: readonly TestMeasure[];
  readonly waiver?: { readonly by: string; readonly reason: string };
};

/** An alert of the jeopardy board. */
export type JeopardyAlert = {
  readonly id: string;
  readonly orderReference: string;
  readonly owner: string;
  readonly level: 'Hazard' | 'Critical';
  readonly forecastDate: string;
  readonly committedDate: string | null;
  readonly slackWorkingDays: number | null;
  readonly culprit: string | null;
  readonly cause: string | null;
  readonly raisedAt: string;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly clearedAt: string | null;
  readonly ladderStep: number;
  readonly nextStepAt: string | null;
};

/** Something that surveillance found bad (`GET /turnup/v1/networkCondition`). */
export type NetworkCondition = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'node' | 'link';
  readonly state: 'suspected' | 'failed' | 'cleared';
  readonly reason: string;
  readonly badLooks: number;
  readonly goodLooks: number;
  readonly since: string;
  readonly failedAt: string | null;
  readonly clearedAt: string | null;
  /** Orders made because of it, and the services that they name. */
  readonly orders: readonly string[];
  readonly services: readonly string[];
  /** Why something was not ordered yet. */
  readonly obstacle: string | null;
};

/** What has failed and is not repaired (`GET /turnup/v1/failedObject`). */
export type FailedObject = {
  readonly name: string;
  readonly ports: readonly string[];
  readonly links: readonly string[];
  readonly reason: string;
  readonly failedAt: string;
};

/** What came of one service of a restoration (`GET /turnup/v1/serviceOrder/{id}/restoration`). */
export type RestorationAnswer = {
  readonly item: string;
  readonly service: string;
  readonly result: 'restored' | 'workAround' | 'unsuccessful' | 'inProgress' | 'waiting';
  readonly reason?: string;
  /** Ports and links on which it stood, and stands. */
  readonly from: readonly string[];
  readonly to: readonly string[];
};

/** A part of a change that waits for its device (`GET /turnup/v1/deviceQueue`). */
export type QueuedPart = {
  readonly id: string;
  readonly device: string;
  readonly change: string;
  readonly service: { readonly id: string; readonly name: string };
  /** `blocked`: the device answered and refused; a person decides. */
  readonly state: 'waiting' | 'blocked';
  readonly since: string;
  readonly transactionId: string | null;
  readonly lastFailure: string | null;
};

/** What a device is busy with, what waits for it, and what it bears (`GET /turnup/v1/device/{name}/queue`). */
export type DeviceTraffic = {
  readonly device: string;
  readonly limits: {
    readonly changes?: { readonly atMost: number; readonly inS: number };
    readonly sessions?: number;
    readonly closedUntil?: string;
  };
  readonly transaction: { readonly id: string; readonly since: string } | null;
  /** It is held for something that is no transaction. */
  readonly hold: { readonly why: string; readonly since: string; readonly until: string } | null;
  readonly exhausted: { readonly atMost: number; readonly inS: number; readonly freeInS: number } | null;
  readonly queued: readonly QueuedPart[];
  readonly tasks: readonly {
    readonly task: string;
    readonly label: string;
    readonly subject: { readonly kind: string; readonly id: string };
    readonly why: 'paused' | 'unreachable' | 'exhausted';
  }[];
};

/** A device held against what is intended for it (`GET /turnup/v1/device/{name}/comparison`). */
export type DeviceComparison = {
  readonly device: string;
  readonly inStep: boolean;
  readonly differences: readonly {
    readonly path: string;
    readonly intended: ConfigurationValue | null;
    readonly recorded: ConfigurationValue | null;
    readonly have: ConfigurationValue | null;
    readonly services: readonly string[];
  }[];
  readonly forwardText: string;
  readonly reverseText: string;
  /** Services that are taken as they are on record, with the reason. */
  readonly asRecorded: Readonly<Record<string, string>>;
};

/** A monitor of something asynchronous (TMF640). */
export type Monitor = {
  readonly id: string;
  readonly state: 'InProgress' | 'InError' | 'Completed';
  readonly sourceHref: string;
  readonly request: { readonly method: string; readonly to: string };
  readonly response?: { readonly statusCode: number; readonly body: unknown };
  readonly createdAt: string;
  readonly endedAt?: string;
};

/** A state of devices that can be gone back to (`GET /turnup/v1/configurationLabel`). */
export type ConfigurationLabel = {
  readonly name: string;
  readonly text: string | null;
  readonly devices: readonly string[];
  readonly madeBy: string;
  readonly madeAt: string;
};

/** What going back to a label comes to (`POST /turnup/v1/configurationLabel/{name}/preview`). */
export type RollbackPreview = {
  readonly services: readonly {
    readonly serviceId: string;
    readonly name: string;
    readonly verdict: 'rolledBack' | 'later' | 'ended' | 'elsewhere';
    readonly devices: readonly string[];
  }[];
  readonly devices: readonly {
    readonly device: string;
    readonly forwardText: string;
    readonly reverseText: string;
  }[];
  readonly conflicts: readonly {
    readonly device: string;
    readonly path: string;
    readonly owners: readonly string[];
  }[];
  readonly unread: readonly { readonly device: string; readonly message: string }[];
};

/** A way between two sites of a service: the one in use, one that stands by for it, or one over other accesses. */
export type ServiceWay = {
  readonly from: string;
  readonly to: string;
  readonly role: 'primary' | 'standby' | 'failover';
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  readonly roundTripUs: number;
  readonly failed: readonly string[];
};
