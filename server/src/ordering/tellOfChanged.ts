import type { ReferenceRecord } from '@turnup/contract';
import { canonicalJson, type ResourceChange } from '../design/index.ts';
import { KEY_SEPARATOR, standingRecords } from '../network/index.ts';
import type { Transaction } from '../platform/database.ts';
import type { Delivery } from './delivery.ts';
import { tellDesigns } from './tellDesigns.ts';

/** Kinds of reference data on whose records designs stand. */
export type StoodOn =
  | 'port'
  | 'link'
  | 'networkNode'
  | 'augmentation'
  | 'partnerOffer'
  | 'place'
  | 'sharedRisk'
  | 'cpeModel';

/** Members of records that no design counts with: whoever changes only these tells nobody. */
const uncounted: { readonly [Kind in StoodOn]?: ReadonlySet<string> } = {
  // What a building has for equipment is looked at before anybody travels.
  place: new Set(['name', 'party', 'address', 'postcode', 'latitude', 'longitude', 'power']),
  sharedRisk: new Set(['name']),
  cpeModel: new Set([
    'name',
    'powerW',
    'minimumFirmware',
    'readings',
    'replenishWorkingDays',
    'operatorSkill',
  ]),
};

/**
 * Loads records and tells the designs that stand on those which are no longer what they were: a link with another
 * latency, a port from a later date, a project that slipped, a partner's new price. In the transaction of the load.
 */
export async function loadAndTell<Kind extends StoodOn, Counts extends { readonly changed: number }>(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  kind: Kind,
  records: readonly ReferenceRecord<Kind>[],
  load: () => Promise<Counts>,
): Promise<Counts> {
  const changed = await changedOf(delivery, tx, tenant, kind, records);
  const counts = await load();
  if (changed !== undefined && counts.changed > 0) await tellDesigns(tx, tenant, delivery, changed);
  return counts;
}

type Standing = { readonly kind: ResourceChange['kind']; readonly key: string; readonly before: unknown };

async function changedOf(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  kind: StoodOn,
  records: readonly unknown[],
): Promise<ResourceChange | undefined> {
  const standing = await readerOf(delivery, tx, tenant, kind, records);
  const changed = records.flatMap((record) => {
    const found = standing(record);
    return found === undefined || counted(kind, found.before) === counted(kind, record) ? [] : [found];
  });
  const [first] = changed;
  if (first === undefined) return undefined;
  const because =
    kind === 'augmentation' ? 'is augmented by a project that changed' : 'is no longer what it was';
  return { code: 'RESOURCE_CHANGED', kind: first.kind, keys: changed.map(({ key }) => key), because };
}

/** What designs count with of a record, to be compared. */
function counted(kind: StoodOn, record: unknown): string {
  const left = uncounted[kind];
  return canonicalJson(
    left === undefined || typeof record !== 'object' || record === null
      ? record
      : Object.fromEntries(Object.entries(record).filter(([member]) => !left.has(member))),
  );
}

/** Reads what a record replaces; undefined for what is new, since nothing can stand on it yet. */
async function readerOf(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  kind: StoodOn,
  records: readonly unknown[],
): Promise<(record: unknown) => Standing | undefined> {
  const coded = (record: unknown): string => (record as { readonly code: string }).code;
  if (kind === 'partnerOffer' || kind === 'cpeModel') {
    const known = (await delivery.catalog(tx.sql, tenant)).of<'partnerOffer' | 'cpeModel'>(kind);
    return (record) => present(kind, coded(record), (key) => known.get(key));
  }
  const named = (record: unknown): string => (record as { readonly name: string }).name;
  switch (kind) {
    case 'networkNode': {
      const nodes = await standingRecords(tx.sql, tenant, kind, records.map(named));
      return (record) => present('node', named(record), (key) => nodes.get(key));
    }
    case 'place':
    case 'sharedRisk': {
      const known = await standingRecords<'place' | 'sharedRisk'>(tx.sql, tenant, kind, records.map(coded));
      return (record) => present(kind, coded(record), (key) => known.get(key));
    }
    case 'link': {
      const links = await standingRecords(tx.sql, tenant, kind, records.map(named));
      return (record) => present('link', named(record), (key) => links.get(key));
    }
    case 'augmentation':
      // The snapshot has steps of capacity, not projects: the load itself says whether one that stood has moved.
      return (record) => present('link', (record as { link: string }).link, () => 'a project');
    case 'port': {
      const keyOf = (record: unknown): string => {
        const { node, name } = record as ReferenceRecord<'port'>;
        return `${node}${KEY_SEPARATOR}${name}`;
      };
      const ports = await standingRecords(tx.sql, tenant, kind, records.map(keyOf));
      return (record) =>
        present('port', keyOf(record).replace(KEY_SEPARATOR, '/'), () => ports.get(keyOf(record)));
    }
  }
}

function present(kind: Standing['kind'], key: string, find: (key: string) => unknown): Standing | undefined {
  const before = find(key);
  return before === undefined ? undefined : { kind, key, before };
}
