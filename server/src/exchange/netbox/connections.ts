import type { Row } from '../types.ts';
import { cell, isFalse, type Reading } from './reading.ts';
import { cardOf, codeOf, isPort, latencyOf, lengthOf, rateOf, standingOf } from './words.ts';

const endOf = (row: Row, side: 'a' | 'b') => ({
  node: codeOf(cell(row, `side_${side}_device`)),
  port: codeOf(cell(row, `side_${side}_name`)),
});

/** Ports between devices are the core's: noted before the ports themselves are read. */
export function noteCabled(reading: Reading, cables: readonly Row[]): void {
  for (const row of cables)
    for (const { node, port } of [endOf(row, 'a'), endOf(row, 'b')]) reading.cabled.add(`${node}/${port}`);
}

/** An interface in hardware is a port, on a card that is a shared risk. */
export function readInterface(reading: Reading, row: Row, source: string): void {
  const [node, name, type] = [codeOf(cell(row, 'device')), codeOf(cell(row, 'name')), cell(row, 'type')];
  if (reading.strangers.has(node)) return;
  const key = `${node}/${name}`;
  if (!isPort(type, cell(row, 'mgmt_only')) || isFalse(cell(row, 'enabled'))) {
    reading.skip(source, `${key} is no port for service (${type})`);
    return;
  }
  const rateKbps = rateOf(type, cell(row, 'speed'));
  if (rateKbps === undefined) {
    reading.fault(source, `${key}: ${type} tells no rate; fill in its speed`);
    return;
  }
  reading.rates.set(key, rateKbps);
  const { portCostMinor, cardAvailability } = reading.defaults;
  const card = cardOf(node, name);
  reading.tell(
    'sharedRisk',
    card,
    source,
    { code: card },
    { kind: 'card', name: `Card ${card}`, availability: cardAvailability },
  );
  reading.tell(
    'port',
    key,
    source,
    { node, name, rateKbps, optic: codeOf(type.toUpperCase()) },
    { card, use: reading.cabled.has(key) ? 'core' : 'customer', costMinor: portCostMinor },
  );
}

/**
 * A cable between two nodes is a link of the core: as fast as the slower of its ports. The latency of a new one follows
 * from its length; that of one that stands was measured, and stays.
 */
export function readCable(reading: Reading, row: Row, source: string): void {
  const [a, b] = [endOf(row, 'a'), endOf(row, 'b')];
  const why = noLink(reading, row, a.node, b.node);
  if (why !== undefined) {
    reading.skip(source, why);
    return;
  }
  const name = codeOf(cell(row, 'label')) || `${a.node}:${a.port}--${b.node}:${b.port}`;
  const lengthM = lengthOf(cell(row, 'length'), cell(row, 'length_unit'));
  const rates = [a, b].flatMap(({ node, port }) => reading.rates.get(`${node}/${port}`) ?? []);
  const { mtu, linkAvailability } = reading.defaults;
  reading.tell(
    'link',
    name,
    source,
    {
      name,
      a: { node: a.node },
      b: { node: b.node },
      status: standingOf(cell(row, 'status')) === 'planned' ? 'planned' : 'inService',
      ...(lengthM === undefined ? {} : { lengthM }),
      ...(rates.length === 0 ? {} : { capacityKbps: Math.min(...rates) }),
    },
    {
      kind: 'core',
      lengthM: 0,
      latencyUs: latencyOf(lengthM ?? 0),
      mtu,
      sharedRisks: [],
      availability: linkAvailability,
      monthlyCostMinor: 0,
    },
  );
}

function noLink(reading: Reading, row: Row, a: string, b: string): string | undefined {
  if (a === '' || b === '') return 'the cable does not join two devices';
  if (reading.strangers.has(a) || reading.strangers.has(b)) return `${a} or ${b} is not of the network`;
  if (a === b) return `both ends are ${a}`;
  return standingOf(cell(row, 'status')) === 'gone' ? `the cable is ${cell(row, 'status')}` : undefined;
}
