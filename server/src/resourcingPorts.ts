import type { ReferenceLoader } from './api/index.ts';
import { objectPolicy } from './catalog/index.ts';
import type { Delivery } from './ordering/index.ts';
import { recordFacts } from './platform/events/index.ts';
import { newId } from './platform/ids.ts';
import { raiseAlert } from './provisioning/index.ts';
import type { ResourcingPorts } from './resourcing/index.ts';

/** What the resource domain says of ports goes into the inventory; its silence puts a design in jeopardy. */
export function resourcingPorts(delivery: Delivery, loadPorts: ReferenceLoader): ResourcingPorts {
  return {
    ids: newId,
    record: recordFacts,
    calendar: delivery.operatorCalendar,
    async nodesOf(sql, tenant, place) {
      const { nodes } = await delivery.network(sql, tenant);
      return new Set([...nodes].filter((node) => node.place === place).map(({ name }) => name));
    },
    async answerWithinWorkingDays(sql, tenant) {
      const catalog = await delivery.catalog(sql, tenant);
      return objectPolicy(catalog, 'resourceQuery', { answerWithinWorkingDays: 2 }).answerWithinWorkingDays;
    },
    async register(tx, tenant, ports) {
      await loadPorts(tx, tenant, ports as never[]);
    },
    async onTimeOut(tx, tenant, query) {
      await raiseAlert(delivery.provisioning, tx, tenant, {
        orderReference: query.design,
        owner: query.askedBy,
        calendar: (await delivery.operatorCalendar(tx.sql, tenant)).code,
        forecastDate: query.needDate,
        culprit: `resourceQuery ${query.id}`,
      });
    },
  };
}
