import type { Notification, PartnerAnswer } from '@turnup/contract';
import { addWorkingDays, type Calendar, closingOf, localDate } from '../client/calendar.ts';
import { failure, isSilent, lateness } from './behaviour.ts';
import { alarmReference, listAll, setAlarm, subscribe } from './hub.ts';
import type { Role, Stage } from './types.ts';

type Query = { readonly id: string; readonly offer: string; readonly state: string };
type Order = {
  readonly id: string;
  readonly number: string;
  readonly offer: string;
  readonly state: string;
  readonly focDate: string | null;
  readonly expectedDate: string | null;
};

const queries = '/turnup/v1/partnerQuery';
const orders = '/turnup/v1/partnerOrder';

/**
 * A partner: answers queries from its rate card, commits to a date after its days, tells a delay beforehand, and hands
 * over at its date with a circuit of its own numbering.
 */
export async function startPartner(stage: Stage, role: Role): Promise<void> {
  const partner = new Partner(stage, role);
  const party = stage.partners.get(role.partner ?? '')?.party ?? '';
  const where = (resource: string) => ({ [`event.${resource}.party`]: party });
  await subscribe(
    stage,
    `${stage.path}/query`,
    { eventTypes: ['PartnerQueryCreateEvent'], where: where('partnerQuery') },
    (notification) => partner.hearQuery(notification.event['partnerQuery'] as Query),
  );
  await subscribe(
    stage,
    `${stage.path}/order`,
    { eventTypes: ['PartnerOrderCreateEvent'], where: where('partnerOrder') },
    (notification) => partner.hearOrder((notification.event['partnerOrder'] as Order).id),
  );
  await subscribe(
    stage,
    `${stage.path}/alarm`,
    { eventTypes: ['ClockAlarmEvent'], where: { 'event.alarm.account': role.account } },
    (notification) => partner.wake(notification),
  );
  for (const query of await listAll<Query>(stage.api, queries, { state: 'acknowledged,inProgress' }))
    await partner.hearQuery(query);
  for (const order of await listAll<Order>(stage.api, orders, { state: 'acknowledged,inProgress' }))
    await partner.hearOrder(order.id);
}

/** The steps of a partner, each woken by an alarm whose reference says which: `answer/…`, `commit/…`, `tell/…`, `deliver/…`. */
class Partner {
  readonly #stage: Stage;
  readonly #role: Role;
  readonly #calendar: Calendar;

  constructor(stage: Stage, role: Role) {
    this.#stage = stage;
    this.#role = role;
    const partner = stage.partners.get(role.partner ?? '');
    const calendar = stage.calendars.get(partner?.calendar ?? '');
    if (calendar === undefined)
      throw new Error(`${role.account} plays ${role.partner}, who has no calendar here`);
    this.#calendar = calendar;
  }

  async hearQuery(query: Query): Promise<void> {
    if (isSilent(this.#role, { kind: 'query' })) return;
    await this.#at(await this.#inDays(this.#role.answerWorkingDays ?? 1), `answer/${query.id}`);
  }

  async hearOrder(id: string): Promise<void> {
    if (isSilent(this.#role, { kind: 'order' })) return;
    const order = await this.#order(id);
    if (order.state === 'acknowledged') await this.#patch(id, { state: 'inProgress' });
    else if (order.state !== 'inProgress') return;
    if (order.focDate !== null) return this.#promised(order, order.focDate);
    await this.#at(await this.#inDays(this.#card(order.offer).focWorkingDays), `commit/${id}`);
  }

  async wake(notification: Notification): Promise<void> {
    const [step, id = ''] = alarmReference(notification).split('/');
    switch (step) {
      case 'answer':
        return this.#answer(id);
      case 'commit':
        return this.#commit(id);
      case 'tell':
        return this.#tell(id);
      case 'deliver':
        return this.#deliver(id);
    }
  }

  async #answer(id: string): Promise<void> {
    const open = await listAll<Query>(this.#stage.api, queries, { state: 'acknowledged,inProgress' });
    const query = open.find((candidate) => candidate.id === id);
    if (query === undefined) return;
    const cause = failure(this.#role, { kind: 'query' });
    const answer: PartnerAnswer =
      cause === undefined ? answerFrom(this.#card(query.offer)) : { confidence: 'red', condition: cause };
    await this.#stage.api.call('PATCH', `${queries}/${id}`, answer);
  }

  async #commit(id: string): Promise<void> {
    const order = await this.#order(id);
    if (order.state !== 'inProgress' || order.focDate !== null) return;
    const cause = failure(this.#role, { kind: 'order' });
    if (cause !== undefined) return this.#patch(id, { state: 'failed', reason: cause });
    const today = localDate(this.#calendar, await this.#now());
    const focDate = addWorkingDays(this.#calendar, today, this.#card(order.offer).leadTimeWorkingDays.likely);
    await this.#patch(id, { focDate });
    await this.#promised(order, focDate);
  }

  /** What follows from a promise: a delay that is told beforehand, and the delivery. */
  async #promised(order: Order, focDate: string): Promise<void> {
    const late = lateness(this.#role, { kind: 'order' });
    if (late > 0 && (order.expectedDate ?? focDate) === focDate) {
      const before = -(this.#role.tellsBeforeWorkingDays ?? 5);
      await this.#at(
        closingOf(this.#calendar, addWorkingDays(this.#calendar, focDate, before)),
        `tell/${order.id}`,
      );
    }
    await this.#at(
      closingOf(this.#calendar, addWorkingDays(this.#calendar, focDate, late)),
      `deliver/${order.id}`,
    );
  }

  async #tell(id: string): Promise<void> {
    const { state, focDate } = await this.#order(id);
    if (state !== 'inProgress' || focDate === null) return;
    const expectedDate = addWorkingDays(this.#calendar, focDate, lateness(this.#role, { kind: 'order' }));
    await this.#patch(id, { expectedDate, reason: this.#role.reason ?? 'delay on our side' });
  }

  async #deliver(id: string): Promise<void> {
    const { state, number } = await this.#order(id);
    if (state !== 'inProgress') return;
    await this.#patch(id, { state: 'completed', circuitReference: `${this.#role.partner}-${number}` });
  }

  #card(code: string) {
    const offer = this.#stage.offers.get(code);
    if (offer === undefined) throw new Error(`${this.#role.partner} has no offer ${code} on its rate card`);
    return offer;
  }

  #order(id: string): Promise<Order> {
    return this.#stage.api.get<Order>(`${orders}/${id}`);
  }

  async #patch(id: string, change: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#stage.api.call('PATCH', `${orders}/${id}`, change);
  }

  async #now(): Promise<string> {
    return (await this.#stage.api.get<{ now: string }>('/turnup/v1/simulation/clock')).now;
  }

  async #inDays(days: number): Promise<string> {
    const today = localDate(this.#calendar, await this.#now());
    return closingOf(this.#calendar, addWorkingDays(this.#calendar, today, days));
  }

  #at(at: string, reference: string): Promise<void> {
    return setAlarm(this.#stage.api, at, reference);
  }
}

/** What a rate card says, as the answer to a query. */
export function answerFrom(offer: ReturnType<Stage['offers']['get']> & object): PartnerAnswer {
  return {
    confidence: offer.confidence,
    leadTimeWorkingDays: offer.leadTimeWorkingDays.likely,
    focWorkingDays: offer.focWorkingDays,
    monthlyMinor: offer.monthlyMinor,
    oneOffMinor: offer.oneOffMinor,
    availability: offer.availability,
    sharedRisks: offer.sharedRisks,
    ...(offer.condition === undefined ? {} : { condition: offer.condition }),
  };
}
