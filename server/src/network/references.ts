import type { LinkEnd, ReferenceRecord, SharedRisk } from '@turnup/contract';
import type { FieldFault } from '../foundation/result.ts';
import type { NetworkKind } from './types.ts';

/** One reference of a record to another, with the place where it stands. */
export type Reference = {
  readonly to: 'sharedRisk' | 'place' | 'node' | 'link';
  readonly code: string;
  readonly path: string;
  /** For a shared risk that must be of one kind. */
  readonly kind?: SharedRisk['kind'];
  /** For an entry: the place that must have it. */
  readonly place?: string;
};

/** What stands in the store, by kind and code; the detail of a risk is its kind, of a place its entries. */
export type Known = ReadonlyMap<`${Reference['to']} ${string}`, readonly string[]>;

const risks = (path: string, codes: readonly string[]): Reference[] =>
  codes.map((code, index) => ({ to: 'sharedRisk', code, path: `${path}/${index}` }));

/** All references that a record makes to other records of the network. */
export const referencesOf: {
  readonly [Kind in NetworkKind]: (record: ReferenceRecord<Kind>) => Reference[];
} = {
  sharedRisk: () => [],
  place: (place) => [
    ...risks('/sharedRisks', place.sharedRisks),
    ...place.entries.map(
      (code, index): Reference => ({ to: 'sharedRisk', code, path: `/entries/${index}`, kind: 'entry' }),
    ),
  ],
  networkNode: (node) => [
    { to: 'place', code: node.place, path: '/place' },
    ...risks('/sharedRisks', node.sharedRisks),
  ],
  port: (port) => [
    { to: 'node', code: port.node, path: '/node' },
    { to: 'sharedRisk', code: port.card, path: '/card', kind: 'card' },
  ],
  link: (link) => [
    ...endReferences('/a', link.a),
    ...endReferences('/b', link.b),
    ...risks('/sharedRisks', link.sharedRisks),
  ],
  augmentation: (augmentation) => [{ to: 'link', code: augmentation.link, path: '/link' }],
};

function endReferences(path: string, end: LinkEnd): Reference[] {
  const found: Reference[] = [];
  if (end.node !== undefined) found.push({ to: 'node', code: end.node, path: `${path}/node` });
  if (end.place !== undefined) found.push({ to: 'place', code: end.place, path: `${path}/place` });
  if (end.entry !== undefined) {
    const entry: Reference = { to: 'sharedRisk', code: end.entry, path: `${path}/entry`, kind: 'entry' };
    found.push(end.place === undefined ? entry : { ...entry, place: end.place });
  }
  return found;
}

/** What is wrong with a record by itself, beyond its schema. */
export const shapeFaultsOf: {
  readonly [Kind in NetworkKind]?: (record: ReferenceRecord<Kind>) => FieldFault[];
} = {
  port: (port) => {
    if (port.use === 'partner' && port.partner === undefined) {
      return [{ path: '/partner', message: 'a hand-over port needs its partner' }];
    }
    return [];
  },
  link: (link) => {
    const faults: FieldFault[] = [];
    for (const [path, end] of [
      ['/a', link.a],
      ['/b', link.b],
    ] as const) {
      if (end.node === undefined && end.place === undefined) {
        faults.push({ path, message: 'a link ends on a node or on a place' });
      }
      if (end.port !== undefined && end.node === undefined) {
        faults.push({ path: `${path}/port`, message: 'a port needs its node' });
      }
      if (end.entry !== undefined && end.node === undefined && end.place === undefined) {
        faults.push({ path: `${path}/entry`, message: 'an entry needs its place' });
      }
    }
    if (link.a.node !== undefined && link.a.node === link.b.node) {
      faults.push({ path: '/b/node', message: `both ends are ${link.a.node}` });
    }
    if (link.status === 'buildable' && link.build === undefined) {
      faults.push({ path: '/build', message: 'buildable fibre needs what building it costs and takes' });
    }
    return faults;
  },
};

/** Says what is wrong with a reference, or undefined when it holds. */
export function faultOf(reference: Reference, known: Known): string | undefined {
  const detail = known.get(`${reference.to} ${reference.code}`);
  if (detail === undefined) return `there is no ${nameOf[reference.to]} ${reference.code}`;
  if (reference.kind !== undefined && detail[0] !== reference.kind) {
    return `shared risk ${reference.code} is of kind ${detail[0]}, not ${reference.kind}`;
  }
  if (
    reference.place !== undefined &&
    !(known.get(`place ${reference.place}`)?.includes(reference.code) ?? true)
  ) {
    return `place ${reference.place} has no entry ${reference.code}`;
  }
  return undefined;
}

const nameOf = { sharedRisk: 'shared risk', place: 'place', node: 'node', link: 'link' } as const;
