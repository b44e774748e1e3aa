import type { ServiceOrderSimulation } from '@turnup/contract';
import { money, table } from './table.ts';

/** What an order would come to. */
export function simulationText({ state, committedDate, items, tasks }: ServiceOrderSimulation): string {
  return [
    `it would be ${state}, committed ${committedDate === undefined ? 'when its design is approved' : `to ${committedDate}`}`,
    ...items.flatMap(({ id, action, specialHandling, cost, parameters, devices, termination = [] }) => [
      `item ${id} ${action}: ${specialHandling ? 'special' : 'standard'}${cost === undefined ? '' : `, ${money(cost.capexMinor)} once, ${money(cost.monthlyCostMinor)} a month`}`,
      ...termination.map(
        (one) =>
          `  ${one.partner} is bound at ${one.site} until ${one.minimumTermUntil}: ${money(one.chargeMinor)} ${one.currency}`,
      ),
      ...Object.entries(parameters).map(([key, values]) => `  ${key}: ${values.join(', ')}`),
      ...devices.map(
        ({ device, forward }) =>
          `  ${device}: ${forward.split('\n').filter((line) => line.trim() !== '').length} lines (network dry-run shows them)`,
      ),
    ]),
    '',
    table(
      ['starts', 'finishes', 'task', 'kind'],
      tasks.map(({ label, kind, startDate = '', finishDate = '' }) => [startDate, finishDate, label, kind]),
    ),
  ].join('\n');
}
