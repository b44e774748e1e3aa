import type { Impact, ServiceChange } from '../../activation/index.ts';
import { addWorkingDays, localDate, openingOf } from '../../foundation/calendar.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { servicesById } from '../../inventory/index.ts';
import {
  type InterruptedService,
  nextCommonWindow,
  type Stretch,
  type WindowSubject,
} from '../../maintenance/index.ts';
import type { Sql } from '../../platform/database.ts';
import type { ItemConfiguration } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { type DeliveredItem, previousOf } from '../previous.ts';
import type { OrderItem } from '../types.ts';
import { type OutagePolicy, windowPolicy } from './policy.ts';

/** What a change of an item interrupts. */
export type Interruption = {
  readonly services: readonly InterruptedService[];
  readonly devices: readonly string[];
  /** Ports and devices whose alarms are to be expected. */
  readonly objects: readonly string[];
};

type Contributions = readonly Pick<ItemConfiguration['provider'][number], 'device' | 'leaves'>[];

/**
 * Which services in use a change of an item's service interrupts; undefined where none. Of the service itself only
 * accesses count that stand before and after: whoever asked to end a site knows that it ends.
 */
export async function interruptionOf(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  policy: OutagePolicy,
  item: OrderItem,
  contributions: Contributions,
): Promise<Interruption | undefined> {
  const { serviceId } = item;
  if (serviceId === null) return undefined;
  const change = {
    tenant,
    serviceId,
    contributions: contributions.map(({ device, leaves }) => ({ device, leaves })),
  };
  const impacts = await delivery.devices.impact(change, policy);
  if (impacts.length === 0) return undefined;
  const before = await previousOf(sql, tenant, { ...item, serviceId });
  const stays = stayingPorts(item, before);
  const counted = impacts.flatMap(({ service, device, paths }) => {
    const own =
      service === serviceId ? paths.filter((path) => stays.some((at) => isOf(at, device, path))) : paths;
    return own.length === 0 ? [] : [{ service, device, paths: own }];
  });
  return await interrupted(sql, tenant, counted, (device) => stays.filter(({ node }) => node === device));
}

/**
 * Which services in use a change interrupts that no order asks for: all of its own and all on the ports that it disturbs,
 * by what the devices have. Undefined where none.
 */
export async function interruptionByWrite(
  delivery: Delivery,
  tenant: string,
  policy: OutagePolicy,
  change: Pick<ServiceChange, 'serviceId' | 'contributions' | 'others'>,
): Promise<Interruption | undefined> {
  const { serviceId, contributions, others = [] } = change;
  const asked = { tenant, serviceId, contributions, others };
  const impacts = await delivery.devices.impact(asked, policy, 'devices');
  const portsOf = (device: string): PortPlace[] =>
    impacts
      .filter((impact) => impact.device === device)
      .flatMap(({ paths }) => paths.flatMap((path) => portOf(path) ?? []))
      .map((port) => ({ node: device, port }));
  return await interrupted(delivery.sql, tenant, impacts, portsOf);
}

/** The services in use among those that are touched, with the devices and ports whose alarms are to be expected. */
async function interrupted(
  sql: Sql,
  tenant: string,
  impacts: readonly Impact[],
  portsOf: (device: string) => readonly PortPlace[],
): Promise<Interruption | undefined> {
  const found = await servicesById(sql, tenant, [...new Set(impacts.map(({ service }) => service))]);
  const inUse = found.filter(
    ({ state, inService }) => state === 'active' || (state === 'inactive' && inService),
  );
  const services = inUse.map(({ id, number, customer }) => ({
    id,
    number,
    customer,
    touched: impacts
      .filter(({ service }) => service === id)
      .flatMap(({ device, paths }) => paths.map((path) => `${device} ${path}`)),
  }));
  if (services.length === 0) return undefined;
  const devices = [...new Set(impacts.map(({ device }) => device))].sort();
  return { services, devices, objects: [...new Set(devices.flatMap(portsOf).map(nameOf))].sort() };
}

/** When an interruption may begin: lead time by the operator's calendar, then the first window of all devices. */
export async function windowFor(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  policy: Pick<OutagePolicy, 'leadWorkingDays' | 'minutes'>,
  devices: readonly string[],
): Promise<Result<Stretch>> {
  const now = await delivery.now(sql);
  const catalog = await delivery.catalog(sql, tenant);
  const calendar = await delivery.operatorCalendar(sql, tenant);
  const { leadWorkingDays, minutes } = policy;
  const day = addWorkingDays(calendar, localDate(now, calendar.zone), leadWorkingDays);
  const from = leadWorkingDays === 0 ? now : openingOf(calendar, day);
  const subjects = await subjectsOf(delivery, sql, tenant, devices);
  const found = nextCommonWindow(windowPolicy(catalog), subjects, from, minutes);
  return found === undefined
    ? refuse(
        422,
        'NO_COMMON_WINDOW',
        `${devices.join(', ')} have no maintenance window of ${minutes} minutes in common within ten weeks from ${from}: change the policy maintenanceWindows`,
      )
    : ok(found);
}

/** Where devices stand, and by which clock. Equipment of customers follows the operator's. */
async function subjectsOf(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  devices: readonly string[],
): Promise<WindowSubject[]> {
  const network = await delivery.network(sql, tenant);
  const book = await delivery.calendars(sql, tenant);
  const { zone } = await delivery.operatorCalendar(sql, tenant);
  return devices.map((device) => {
    const place = network.nodes.get(device)?.place ?? '';
    const calendar = network.places.get(place)?.calendar;
    return { device, place, zone: (calendar === undefined ? undefined : book.get(calendar)?.zone) ?? zone };
  });
}

type PortPlace = { readonly node: string; readonly port: string };

/** Ports on which sites stand that are there before and after. */
function stayingPorts(
  item: Pick<OrderItem, 'requirement' | 'solution'>,
  before: DeliveredItem | undefined,
): PortPlace[] {
  const wanted = new Set((item.requirement?.sites ?? []).map(({ site }) => site));
  const legs = (solution: OrderItem['solution'] | undefined) =>
    (solution?.sites ?? []).filter(({ site }) => wanted.has(site)).flatMap((site) => site.legs);
  return before === undefined ? [] : legs(before.solution).map(({ node, port }) => ({ node, port }));
}

function isOf({ node, port }: PortPlace, device: string, path: string): boolean {
  return node === device && path.startsWith(`/port[name='${port}']`);
}

/** The port in whose entry a place is; undefined for places of no port. */
function portOf(path: string): string | undefined {
  return /^\/port\[name='([^']*)'\]/.exec(path)?.[1];
}

function nameOf({ node, port }: PortPlace): string {
  return `${node}/${port}`;
}
