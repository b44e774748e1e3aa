import type { CapacityAugmentation } from '@turnup/contract';
import { money, table } from './table.ts';

/** Augmentations, a line each. */
export function capacityTable(rows: readonly CapacityAugmentation[]): string {
  return table(
    ['number', 'state', 'link', 'adds Mbit/s', 'cost', 'ready', 'shared by', 'can be cancelled until'],
    rows.map((row) => [
      row.number,
      row.state,
      row.link,
      row.addsKbps / 1_000,
      money(row.costMinor),
      row.readyDate,
      row.shares.length,
      row.cancellationOffered === undefined ? '' : (row.pointOfNoReturn ?? ''),
    ]),
  );
}

/** One augmentation with its modules and shares. */
export function capacityText(one: CapacityAugmentation): string {
  return [
    capacityTable([one]),
    '',
    table(
      ['module', 'quantity', 'adds Mbit/s', 'cost'],
      one.modules.map(({ module, quantity, addsKbps, costMinor }) => [
        module,
        quantity,
        addsKbps / 1_000,
        money(costMinor),
      ]),
    ),
    '',
    table(
      ['shared by', 'Mbit/s', 'needs it on', 'share'],
      one.shares.map(({ consumer, linkKbps, needDate, shareMinor }) => [
        `${consumer.kind} ${consumer.id}`,
        linkKbps / 1_000,
        needDate,
        money(shareMinor),
      ]),
    ),
  ].join('\n');
}
