import type { ServiceOrder } from '@turnup/contract';
import { table } from './table.ts';

/** Orders, one a line. */
export function orderTable(orders: readonly ServiceOrder[]): string {
  return table(
    ['number', 'kind', 'state', 'promised', 'expected', 'slack', 'jeopardy', 'done', 'external id'],
    orders.map((order) => [
      order.number,
      order.kind,
      order.state,
      order.committedDate ?? '',
      order.expectedDate ?? '',
      order.slackWorkingDays,
      order.jeopardy,
      `${order.progress.done}/${order.progress.total}`,
      order.externalId ?? '',
    ]),
  );
}

/** One order: its line, its items with the road they took, its milestones, alerts and errors. */
export function orderText(order: ServiceOrder): string {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
  const several = order.serviceOrderItem.length > 1;
  return [
    orderTable([order]),
    ...section(
      'Items',
      order.serviceOrderItem.map(({ id, action, state, classification }) => {
        const rules = classification?.fired.map(({ rule, text }) => `${rule} ${text}`).join('; ') ?? '';
        return `${id} ${action}: ${state}${classification === undefined ? '' : `, ${classification.route}`}${rules === '' ? '' : ` (${rules})`}`;
      }),
    ),
    ...section(
      'Milestones',
      order.milestone.map(
        ({ name, milestoneDate, status, serviceOrderItem }) =>
          `${milestoneDate.slice(0, 10)} ${several ? `${serviceOrderItem[0]?.itemId} ` : ''}${name}: ${status}`,
      ),
    ),
    ...section(
      'Issued orders',
      order.orderRelationship.map(({ relationshipType, name, id }) => `${relationshipType} ${name ?? id}`),
    ),
    ...section(
      'Alerts',
      order.jeopardyAlert.map(({ jeopardyType, message }) => `${jeopardyType}: ${message}`),
    ),
    ...section(
      'Errors',
      order.errorMessage.map(({ code, message }) => `${code}: ${message}`),
    ),
    ...section(
      'Notes',
      order.note.map(({ author, text }) => `${author ?? ''}: ${text}`),
    ),
  ].join('\n');
}
