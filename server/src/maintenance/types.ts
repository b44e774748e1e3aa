/** A service that work interrupts. */
export type InterruptedService = {
  readonly id: string;
  readonly number: string;
  readonly customer: string;
  /** What of it the work touches: places on devices, or what it stands on. */
  readonly touched: readonly string[];
};

/** Where an outage stands: told, under way, over, or not going to happen. The last two are final. */
export type OutageState = 'announced' | 'inProgress' | 'completed' | 'withdrawn';

/** A time in which services are interrupted by work that was announced. Instants of the domain clock. */
export type PlannedOutage = {
  readonly id: string;
  /** Short, speakable. */
  readonly number: string;
  readonly state: OutageState;
  readonly reason: string;
  readonly orderId: string | null;
  readonly itemId: string | null;
  /** The task that announced it for itself, and ends it when it is done; null where another step or a person does. */
  readonly taskId: string | null;
  readonly devices: readonly string[];
  /** Devices, ports (`device/port`) and links whose alarms are expected meanwhile. */
  readonly objects: readonly string[];
  readonly services: readonly InterruptedService[];
  /** How many working days before its start the policy wants it told; 0 for what cannot wait. */
  readonly leadWorkingDays: number;
  readonly announcedAt: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
};

/** An outage that is to be. */
export type OutageDraft = Pick<
  PlannedOutage,
  'reason' | 'devices' | 'objects' | 'services' | 'leadWorkingDays' | 'startsAt' | 'endsAt'
> & { readonly orderId?: string; readonly itemId?: string; readonly taskId?: string };

/** What somebody was told: a customer of its services, surveillance of the alarms to expect. */
export type OutageNotice = {
  readonly outageId: string;
  readonly recipient: string;
  readonly kind: 'plannedOutage' | 'falseAlarm';
  readonly state: 'sent' | 'withdrawn' | 'completed';
  readonly body: unknown;
  readonly sentAt: string;
};

/** A weekly time in which work may interrupt services. `to` before `from` ends on the next day. */
export type MaintenanceWindow = {
  readonly days: readonly Weekday[];
  /** Wall time `HH:MM` in the zone of the device's place. */
  readonly from: string;
  readonly to: string;
};

/** A day of the week. */
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

/** Policy `maintenanceWindows`: those of a device, else of its place, else of all. None at all: at any time. */
export type WindowPolicy = {
  readonly windows: readonly MaintenanceWindow[];
  readonly places: Readonly<Record<string, readonly MaintenanceWindow[]>>;
  readonly devices: Readonly<Record<string, readonly MaintenanceWindow[]>>;
};

/** A stretch of time, `[start, end)`. */
export type Stretch = { readonly start: string; readonly end: string };
