import type { Calendar } from '@turnup/contract';
import { workingCalendar } from '../foundation/calendar.ts';
import type { Database } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import type { PartnerPorts, PartnerTerms } from './types.ts';

const days = (...dates: string[]): Calendar['holidays'] => dates.map((date) => ({ date, name: date }));

/** England in spring 2027, for tests. */
const england = workingCalendar({
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

/** A partner that answers through its account, and one for whom the operator's people answer. */
const caledonet: PartnerTerms = {
  code: 'caledonet',
  party: 'party-caledonet',
  account: 'caledonet-desk',
  answerWithinWorkingDays: 2,
  calendar: england,
};
const byTelephone: PartnerTerms = {
  code: 'northwire',
  party: 'party-northwire',
  answerWithinWorkingDays: 2,
  calendar: england,
};

/** Ports that write down what they are told. */
export function recordingPorts(): {
  readonly ports: PartnerPorts;
  readonly facts: Fact[];
  readonly calls: string[];
} {
  const facts: Fact[] = [];
  const calls: string[] = [];
  let number = 0;
  const ports: PartnerPorts = {
    ids: newId,
    numbers: async (_tx, tenant, _kind, count) =>
      Array.from({ length: count }, () => `${tenant}-P-${++number}`),
    record: async (_tx, _tenant, recorded) => {
      facts.push(...recorded);
    },
    partners: async (_tx, _tenant, codes) =>
      [caledonet, byTelephone].filter(({ code }) => codes.includes(code)),
    rateTo: async (_tx, _tenant, _offer, currency) =>
      currency === 'GBP' ? 'same' : currency === 'EUR' ? 'exchanged' : 'none',
    onSettled: async (_tx, _tenant, query) => {
      calls.push(`settled ${query.state}`);
    },
    onFoc: async (_tx, _tenant, order) => {
      calls.push(`foc ${order.focDate}`);
    },
    onDone: async (_tx, _tenant, order) => {
      calls.push(`done ${order.state}`);
    },
    onDateChange: async (_tx, _tenant, order, change) => {
      calls.push(`date ${change.from} ${order.expectedDate}`);
    },
  };
  return { ports, facts, calls };
}

/** Sets the simulated domain clock. */
export async function setClock(database: Database, at: string): Promise<void> {
  await database.sql`update domain_clock set mode = 'simulated', at = ${at}`;
}
