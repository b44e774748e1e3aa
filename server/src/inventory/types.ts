import type { ServiceState } from '@turnup/contract';

/** Whether a service holds its parameters: eTOM's *reserved* and *allocated*. */
export type AllocationStatus = 'unallocated' | 'reserved' | 'allocated';

/** SID cfsStatus, as far as fulfilment moves it. */
export type CfsStatus = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** A service as it stands. `parentId` is the CFS of an RFS. */
export type Service = {
  readonly id: string;
  readonly number: string;
  readonly category: 'CFS' | 'RFS';
  readonly specification: string;
  readonly name: string;
  readonly customer: string;
  readonly place: string | null;
  readonly state: ServiceState;
  readonly allocationStatus: AllocationStatus;
  readonly inService: boolean;
  readonly cfsStatus: CfsStatus | null;
  readonly characteristics: Readonly<Record<string, unknown>>;
  readonly parentId: string | null;
  readonly orderId: string | null;
  readonly orderItem: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly version: number;
};

/** A service to be recorded. */
export type ServiceDraft = Pick<
  Service,
  'id' | 'number' | 'category' | 'specification' | 'name' | 'customer' | 'state'
> &
  Partial<
    Pick<
      Service,
      'place' | 'allocationStatus' | 'cfsStatus' | 'characteristics' | 'parentId' | 'orderId' | 'orderItem'
    >
  >;

/** What changes of a service. Absent members stay; characteristics are merged by name. */
export type ServiceChange = { readonly id: string } & Partial<
  Pick<
    Service,
    | 'name'
    | 'customer'
    | 'state'
    | 'allocationStatus'
    | 'inService'
    | 'cfsStatus'
    | 'characteristics'
    | 'startDate'
    | 'endDate'
  >
>;

/** What has changed of a service with a version of it, since it was read; characteristics are whole. */
export type ServicePatch = ServiceChange & Pick<Service, 'version' | 'characteristics'>;

/** Who changes an inventory record, for which order, and why. */
export type ChangeCause = { readonly by: string; readonly orderId?: string; readonly reason: string };

/** A resource on which a service stands. */
export type SupportingResource = {
  readonly serviceId: string;
  readonly kind: string;
  readonly key: string;
  readonly role: string;
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** A unit of customer premises equipment. */
export type CpeUnitRow = {
  readonly serial: string;
  readonly model: string;
  readonly depot: string;
  readonly state: CpeState;
  readonly serviceId: string | null;
  readonly place: string | null;
  /** Which leg of its site it serves, from 0. */
  readonly leg: number | null;
  /** The unit in whose place it comes. */
  readonly replaces: string | null;
};

/** The kind of resource by which services stand on a port of a unit that serves others too. */
export const unitPort = 'cpePort';

/** Where a unit of equipment is: from the stock by way of the depot's van to the site, and broken or back again. */
export type CpeState = 'inStock' | 'assigned' | 'shipped' | 'installed' | 'failed' | 'returned';

/** A unit at its place. */
export type CpePlacement = {
  readonly serial: string;
  readonly model: string;
  readonly serviceId: string;
  readonly place: string;
  /** Which leg of the site it serves, from 0. */
  readonly leg: number;
  /** The unit in whose place it comes. */
  readonly replaces?: string;
};

/** A service level objective for Service Quality Management (TMF657). */
export type ServiceLevelObjective = {
  readonly id: string;
  readonly serviceId: string;
  readonly site: string;
  readonly parameter: string;
  readonly comparator: 'atMost' | 'atLeast';
  readonly target: number;
  readonly threshold: number;
  readonly unit: string;
  readonly period: string;
  /** How far the target may be missed without a breach, in its unit. */
  readonly tolerance: number;
  readonly graceMinutes: number;
  readonly measuringPoint: string;
  readonly state?: string;
};
