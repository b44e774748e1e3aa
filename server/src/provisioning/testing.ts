import type { Calendar, Team } from '@turnup/contract';
import { workingCalendar } from '../foundation/calendar.ts';
import { ok, type Result } from '../foundation/result.ts';
import type { Database } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { defaultJeopardyPolicy } from './forecast.ts';
import type { ForecastActivity, ForecastInput, JeopardyPolicy, ProvisioningPorts } from './types.ts';

const days = (...dates: string[]): Calendar['holidays'] => dates.map((date) => ({ date, name: date }));

/** England in 2027, for tests. */
export const england = workingCalendar({
  code: 'england',
  name: 'England',
  zone: 'Europe/London',
  weekend: [6, 7],
  holidays: days('2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31', '2027-08-30'),
  opens: '09:00',
  closes: '17:00',
  validFrom: '2026-01-01',
  validUntil: '2029-01-01',
});

type Owner = ForecastActivity['owner']['kind'];

const line = (
  key: string,
  owner: Owner,
  durationWorkingDays: number,
  ...after: string[]
): ForecastActivity => ({
  key,
  owner: { kind: owner },
  calendar: england,
  durationWorkingDays,
  after,
});

/** A three-site plan with a partner's tail: 44 working days from 2027-03-01 to 2027-05-05. */
const threeSites: readonly ForecastActivity[] = [
  line('SURV_HQ', 'team', 5),
  line('SURV_LDS', 'team', 3),
  line('DESIGN', 'team', 4, 'SURV_HQ', 'SURV_LDS'),
  line('APPROVE', 'team', 2, 'DESIGN'),
  line('ALLOC', 'system', 1, 'APPROVE'),
  line('PARTNER_FOC', 'partner', 3, 'APPROVE'),
  line('PARTNER_BUILD', 'partner', 25, 'PARTNER_FOC'),
  line('CPE_SHIP', 'team', 10, 'APPROVE'),
  line('HQ_BUILD', 'team', 15, 'APPROVE'),
  line('INST_HQ', 'team', 1, 'CPE_SHIP', 'HQ_BUILD'),
  line('INST_LDS', 'team', 1, 'CPE_SHIP'),
  line('INST_ABZ', 'team', 1, 'CPE_SHIP', 'PARTNER_BUILD'),
  line('CONFIG', 'system', 1, 'ALLOC'),
  line('TEST', 'system', 1, 'INST_HQ', 'INST_LDS', 'INST_ABZ', 'CONFIG'),
  line('ACCEPT', 'customer', 2, 'TEST'),
  line('ACTIVATE', 'system', 1, 'ACCEPT'),
];

/** What is known of single activities. */
export type Known = Readonly<Record<string, Partial<ForecastActivity>>>;

/** The plan as it is on a day, promised for 2027-05-07. */
export function planOn(today: string, known: Known = {}, rest: Partial<ForecastInput> = {}): ForecastInput {
  return {
    start: '2027-03-01',
    today,
    calendar: england,
    committedDate: '2027-05-07',
    activities: threeSites.map((activity) => ({ ...activity, ...known[activity.key] })),
    ...rest,
  };
}

/** Everything before the builds done as planned, and the builds under way. */
export const building: Known = {
  SURV_HQ: { startedOn: '2027-03-01', finishedOn: '2027-03-08' },
  SURV_LDS: { startedOn: '2027-03-01', finishedOn: '2027-03-04' },
  DESIGN: { startedOn: '2027-03-08', finishedOn: '2027-03-12' },
  APPROVE: { startedOn: '2027-03-12', finishedOn: '2027-03-16' },
  ALLOC: { startedOn: '2027-03-16', finishedOn: '2027-03-17' },
  CONFIG: { startedOn: '2027-03-17', finishedOn: '2027-03-18' },
  PARTNER_FOC: { startedOn: '2027-03-16', finishedOn: '2027-03-19' },
  PARTNER_BUILD: { startedOn: '2027-03-19' },
  CPE_SHIP: { startedOn: '2027-03-16', finishedOn: '2027-04-01' },
  HQ_BUILD: { startedOn: '2027-03-16' },
  INST_LDS: { startedOn: '2027-04-01', finishedOn: '2027-04-06' },
};

/** Field technicians around Leeds and Aberdeen. */
export const fieldTeam: Team = {
  code: 'field',
  name: 'Field north',
  calendar: 'england',
  skills: ['fibre', 'cpe'],
  members: [
    { account: 'ann', name: 'Ann', skills: ['fibre'], places: ['leeds'] },
    { account: 'bob', name: 'Bob', skills: ['cpe'], places: ['leeds', 'bradford'] },
    { account: 'cat', name: 'Cat', skills: ['cpe', 'fibre'] },
  ],
};

/** Ports that write down what they are told. */
export function recordingPorts(options: { readonly policy?: JeopardyPolicy } = {}): {
  readonly ports: ProvisioningPorts;
  readonly facts: Fact[];
  readonly done: string[];
  /** Serial numbers in use; claimed ones join them. */
  readonly inUse: Set<string>;
} {
  const facts: Fact[] = [];
  const done: string[] = [];
  const inUse = new Set<string>();
  let number = 0;
  const claim = (serials: readonly string[]): Result<true> => {
    const taken = serials.find((serial) => inUse.has(serial));
    if (taken !== undefined) {
      const fault = { status: 409, code: 'CPE_IN_USE', message: `${taken} is in use` } as const;
      return { ok: false, fault };
    }
    for (const serial of serials) inUse.add(serial);
    return ok(true);
  };
  const ports: ProvisioningPorts = {
    ids: newId,
    numbers: async (_tx, _tenant, _kind, count) => Array.from({ length: count }, () => `W-${++number}`),
    record: async (_tx, _tenant, recorded) => {
      facts.push(...recorded);
    },
    teams: async () => [fieldTeam],
    claimSerialNumbers: async (_tx, _tenant, _workOrder, serials) => claim(serials),
    onDone: async (_tx, _tenant, workOrder) => {
      done.push(`${workOrder.taskReference} ${workOrder.state}`);
    },
    jeopardyPolicy: async () => options.policy ?? defaultJeopardyPolicy,
    calendars: async () => new Map([['england', england]]),
  };
  return { ports, facts, done, inUse };
}

/** Sets the simulated domain clock. */
export async function setClock(database: Database, at: string): Promise<void> {
  await database.sql`update domain_clock set mode = 'simulated', at = ${at}`;
}
