import type { AmendmentPreview, ServiceOrderAmendment, ServiceOrderVersion } from '@turnup/contract';
import { table } from './table.ts';

type Item = ServiceOrderAmendment['item'][number];
type Difference = ServiceOrderVersion['difference'][number];

/** An amendment: its state, and for each item what it came to, in tasks and money. */
export function amendmentText(amendment: ServiceOrderAmendment): string {
  const { number, serviceOrder, state, id, item } = amendment;
  return [`amendment ${number} of ${serviceOrder.name}: ${state}  ${id}`, ...item.flatMap(itemLines)].join(
    '\n',
  );
}

/** Amendments, one a line. */
export function amendmentTable(amendments: readonly ServiceOrderAmendment[]): string {
  return table(
    ['number', 'state', 'asked by', 'at', 'id'],
    amendments.map(({ number, state, requestedBy, requestedAt, id }) => [
      number,
      state,
      requestedBy,
      requestedAt,
      id,
    ]),
  );
}

/** What an amendment would come to. */
export function previewText(preview: AmendmentPreview): string {
  const { expectedDateBefore: before, expectedDateAfter: after } = preview;
  return [
    `it would be ${preview.state}`,
    ...preview.difference.map(differenceLine),
    ...preview.item.flatMap(itemLines),
    ...(after === undefined
      ? []
      : [`expected on ${after}${before === after ? '' : `, now ${before ?? 'unknown'}`}`]),
    ...preview.parameters.flatMap(({ id, before: had, after: has }) =>
      [...new Set([...Object.keys(had), ...Object.keys(has)])]
        .sort()
        .filter((key) => told(had[key]) !== told(has[key]))
        .map((key) => `item ${id} ${key}: ${told(had[key])} → ${told(has[key])}`),
    ),
    ...preview.devices.map(({ device, forward }) => `${device}\n${forward}`),
  ].join('\n');
}

/** The versions of an order, each with what differs from the one before. */
export function versionsText(versions: readonly ServiceOrderVersion[]): string {
  if (versions.length === 0) return 'it is as it was accepted';
  return versions
    .flatMap(({ version, author, effectiveAt, difference }) => [
      `version ${version}: ${author}, ${effectiveAt}`,
      ...difference.map(differenceLine),
    ])
    .join('\n');
}

function itemLines({ id, outcome, reason, charge, tasks, costBefore, costAfter }: Item): string[] {
  const counted = Object.entries(tasks ?? {}).filter(([name, keys]) => name !== 'kept' && keys.length > 0);
  const money = (minor: number): string => (minor / 100).toFixed(2);
  return [
    `item ${id}: ${outcome}${reason === undefined ? '' : `, ${reason}`}`,
    ...charge.map((one) => `  ${money(one.chargeMinor)} ${one.currency}: ${one.activity}, ${one.reason}`),
    ...counted.map(([name, keys]) => `  ${name}: ${keys.join(', ')}`),
    ...(costBefore === undefined || costAfter === undefined || told([costBefore]) === told([costAfter])
      ? []
      : [
          `  capital cost ${money(costBefore.capexMinor)} → ${money(costAfter.capexMinor)}, monthly ${money(costBefore.monthlyCostMinor)} → ${money(costAfter.monthlyCostMinor)}`,
        ]),
  ];
}

function differenceLine({ path, before, after }: Difference): string {
  return `  ${path}: ${JSON.stringify(before) ?? 'nothing'} → ${JSON.stringify(after) ?? 'nothing'}`;
}

function told(values: readonly unknown[] | undefined): string {
  return values === undefined
    ? 'none'
    : values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(', ');
}
