import type { ServiceOrder, Session } from '@turnup/contract';
import { deliveredItems, openItems } from '../orders/orderFacts.ts';
import { orderStateWords, stateSets } from '../orders/words.ts';

type Who = Pick<Session, 'permissions'> | undefined;

const ended = (order: ServiceOrder): boolean => (stateSets.done as readonly string[]).includes(order.state);
const stands = ({ state }: ServiceOrder): string =>
  `The order is ${orderStateWords[state].word.toLowerCase()}`;

/** Whether a plan is kept from going on by a person. */
export const isPaused = (planState: string | undefined): boolean => planState === 'paused';

/** Why an order cannot be paused or resumed, or undefined. These words explain a button; the rule is the server's. */
export function whyNotPause(order: ServiceOrder, who: Who): string | undefined {
  if (!who?.permissions.includes('plan.intervene')) return 'Your role may not pause orders (plan.intervene).';
  if (order.planId === undefined) return 'It has no plan of its own: pause the order that it serves.';
  return ended(order) ? `${stands(order)}: there is nothing to pause.` : undefined;
}

export function whyNotCancel(order: ServiceOrder, who: Who): string | undefined {
  if (!who?.permissions.includes('order.issue')) return 'Your role may not cancel orders (order.issue).';
  if (order.kind !== 'request')
    return 'It was issued from another order and is cancelled with the order that it serves.';
  if (ended(order)) return `${stands(order)}: what it delivered is taken back by an order with delete items.`;
  return openItems(order).length === 0 ? `${stands(order)}: all that is open is taken back.` : undefined;
}

/** Why no item of an order can be given up, or undefined. */
export function whyNotGiveUp(order: ServiceOrder, who: Who): string | undefined {
  if (!who?.permissions.includes('order.issue')) return 'Your role may not change orders (order.issue).';
  if (order.kind !== 'request')
    return 'It was issued from another order: give up the item there that it serves.';
  return openItems(order).length === 0 ? `${stands(order)}: nothing of it is open.` : undefined;
}

/** Why an order cannot be backed out, or undefined. */
export function whyNotBackOut(order: ServiceOrder, who: Who): string | undefined {
  if (!who?.permissions.includes('order.issue')) return 'Your role may not back orders out (order.issue).';
  if (order.kind !== 'request') return 'It was issued from another order: back that one out.';
  const delivered = deliveredItems(order);
  const other = delivered.find(({ action }) => action !== 'add');
  if (other !== undefined)
    return `Item ${other.id} was to ${other.action} a service: order what shall be instead.`;
  return delivered.length + openItems(order).length === 0
    ? `${stands(order)}: nothing of it stands.`
    : undefined;
}

export function whyNotAmend(order: ServiceOrder, who: Who): string | undefined {
  if (!who?.permissions.includes('order.issue')) return 'Your role may not change orders (order.issue).';
  if (order.kind !== 'request') return 'It was issued from another order, which is amended instead.';
  return ended(order) ? `${stands(order)}: order a change of its service instead.` : undefined;
}
