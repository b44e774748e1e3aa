import { calendarNamed, localDate } from './foundation/calendar.ts';
import { rateBetween } from './foundation/exchange.ts';
import { unwrap } from './foundation/result.ts';
import type { Memories } from './memories.ts';
import { numbers } from './numbers.ts';
import type { PartnerPorts } from './partner/index.ts';
import type { Plans } from './plan/index.ts';
import { readClock } from './platform/clock/index.ts';
import { recordFacts } from './platform/events/index.ts';
import { newId } from './platform/ids.ts';

/** Partners' words move the tasks that wait for them. */
export function partnerPorts(plans: Plans, { catalog, calendars, operatorCalendar }: Memories): PartnerPorts {
  return {
    ids: newId,
    numbers: (tx, tenant, kind, count) => numbers(tx, tenant, kind, 'PO', count),
    record: recordFacts,
    async partners(tx, tenant, codes) {
      const known = (await catalog(tx.sql, tenant)).of('partner');
      const book = await calendars(tx.sql, tenant);
      return codes.flatMap((code) => {
        const partner = known.get(code);
        return partner === undefined ? [] : [{ ...partner, calendar: calendarNamed(book, partner.calendar) }];
      }) as never;
    },
    async rateTo(tx, tenant, code, currency) {
      const known = await catalog(tx.sql, tenant);
      const offer = known.of('partnerOffer').get(code);
      if (offer === undefined || offer.currency === currency) return 'same';
      const { zone } = await operatorCalendar(tx.sql, tenant);
      const today = localDate((await readClock(tx.sql)).now, zone);
      const rate = rateBetween(known.of('exchangeRate').values(), currency, offer.currency, today);
      return rate === undefined ? 'none' : 'exchanged';
    },
    async onSettled(tx, tenant, query) {
      await plans.signalTask(
        tx,
        tenant,
        { waitingReference: query.id },
        { kind: 'done', output: { query: query.id, state: query.state } },
      );
    },
    async onFoc(tx, tenant, order) {
      if (order.focTask === null) return;
      const output = { partnerOrder: order.id, focDate: order.focDate };
      unwrap(await plans.signalTask(tx, tenant, { taskId: order.focTask }, { kind: 'done', output }));
    },
    async onDone(tx, tenant, order) {
      const error = {
        code: 'PARTNER_REFUSED',
        message: `${order.partner} ${order.state} order ${order.number}: ${order.reason ?? ''}`,
        cause: 'partner',
      };
      for (const taskId of [order.focTask, order.deliveryTask]) {
        if (taskId === null) continue;
        const output = { partnerOrder: order.id, circuit: order.circuitReference };
        unwrap(
          await plans.signalTask(
            tx,
            tenant,
            { taskId },
            order.state === 'completed' ? { kind: 'done', output } : { kind: 'fallout', error },
          ),
        );
      }
    },
    async onDateChange(tx, tenant, order, change) {
      const taskId = order.deliveryTask ?? order.focTask;
      if (taskId === null) return;
      await plans.signalTask(
        tx,
        tenant,
        { taskId },
        { kind: 'progress', progress: { expectedDate: change.to, reason: change.reason } },
      );
    },
  };
}
