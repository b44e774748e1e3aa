import { type Catalog, objectPolicy } from '../../catalog/index.ts';
import { noWindows, type WindowPolicy } from '../../maintenance/index.ts';

/** Policy `plannedOutage`: when work that interrupts services must be told, and which changes do. */
export type OutagePolicy = {
  /** By the operator's calendar, from the announcement to the start. */
  readonly leadWorkingDays: number;
  /** How long a window must be for one piece of work. */
  readonly minutes: number;
  /**
   * How many minutes after the start of its window work may begin at the latest, and still be done within it; absent: as
   * long as the window is open.
   */
  readonly startWithinMinutes?: number;
  /** Leaves that may be set while traffic flows, by their names. */
  readonly hitless: readonly string[];
  /** Leaves of a port whose setting interrupts all that stand on it. */
  readonly disruptive: readonly string[];
  /** Categories of orders that cannot wait: told at once, done at once. */
  readonly emergencies: readonly string[];
};

/** The policy; undefined where none is loaded: then nothing is announced and nothing waits. */
export function outagePolicy(catalog: Catalog): OutagePolicy | undefined {
  if (catalog.of('policy').get('plannedOutage') === undefined) return undefined;
  return objectPolicy<OutagePolicy>(catalog, 'plannedOutage', {
    leadWorkingDays: 0,
    minutes: 60,
    hitless: [],
    disruptive: [],
    emergencies: [],
  });
}

/** The policy `maintenanceWindows`. */
export function windowPolicy(catalog: Catalog): WindowPolicy {
  return objectPolicy<WindowPolicy>(catalog, 'maintenanceWindows', noWindows);
}
