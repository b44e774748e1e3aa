import { contains, parsePrefix } from '../../allocation/index.ts';
import type { Row } from '../types.ts';
import { cell, isTrue, type Reading } from './reading.ts';
import { codeOf } from './words.ts';

/** A pool for each group (or site) of VLANs; the VLANs themselves are in use outside of the system. */
export function readVlans(reading: Reading, rows: readonly Row[]): void {
  const groups = Map.groupBy(rows, (row) => codeOf(cell(row, 'group') || cell(row, 'site')) || 'ALL');
  for (const [group, own] of groups) {
    const strange = own.find((row) => !isVlanId(cell(row, 'vid')));
    if (strange !== undefined) {
      reading.fault(`vlans line ${strange.line}`, `${cell(strange, 'vid')} is no VLAN id (1 to 4094)`);
      continue;
    }
    const pool = codeOf(`NB-VLAN-${group}`);
    reading.tell(
      'pool',
      pool,
      `vlans line ${own[0]?.line}`,
      { code: pool },
      {
        kind: 'vlan',
        shape: 'values',
        scope: 'tenant',
        range: { first: 1, last: 4_094 },
        strategy: 'lowest',
        quarantineDays: reading.defaults.quarantineDays,
      },
    );
    for (const row of own) {
      const value = String(Number(cell(row, 'vid')));
      reading.uses.push({ pool, shape: 'values', value, source: `vlans line ${row.line}` });
    }
  }
}

const isVlanId = (text: string): boolean =>
  /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 4_094;

/** Prefixes that are pools or containers become pools of blocks; what is in use within one is in use outside. */
export function readPrefixes(reading: Reading, rows: readonly Row[]): void {
  const strange = rows.filter((row) => parsePrefix(cell(row, 'prefix')) === undefined);
  for (const row of strange)
    reading.fault(`prefixes line ${row.line}`, `${cell(row, 'prefix')} is no prefix`);
  if (strange.length > 0) return;
  const isPool = (row: Row): boolean =>
    isTrue(cell(row, 'is_pool')) || /^container$/i.test(cell(row, 'status'));
  const pools = rows.filter(isPool);
  for (const [code, own] of Map.groupBy(pools, poolCode)) {
    const prefixes = own.map((row) => cell(row, 'prefix'));
    const carveLength = prefixes[0]?.includes(':') === true ? 127 : 31;
    reading.tell(
      'pool',
      code,
      `prefixes line ${own[0]?.line}`,
      { code, prefixes },
      {
        kind: 'linkPrefix',
        shape: 'blocks',
        scope: 'tenant',
        carveLength,
        strategy: 'lowest',
        quarantineDays: reading.defaults.quarantineDays,
      },
    );
  }
  for (const row of outermost(rows.filter((one) => !isPool(one)))) {
    const value = cell(row, 'prefix');
    const parent = pools.find(
      (pool) => cell(pool, 'vrf') === cell(row, 'vrf') && within(cell(pool, 'prefix'), value),
    );
    const source = `prefixes line ${row.line}`;
    if (parent === undefined) reading.skip(source, `${value} lies in no pool`);
    else reading.uses.push({ pool: poolCode(parent), shape: 'blocks', value, source });
  }
}

/** Prefixes that lie in no other of the same VRF: who has the whole has its parts. */
function outermost(rows: readonly Row[]): readonly Row[] {
  const lengthOf = (row: Row): number => Number(cell(row, 'prefix').split('/')[1]);
  const kept: Row[] = [];
  for (const row of rows.toSorted((one, other) => lengthOf(one) - lengthOf(other))) {
    const inside = kept.some(
      (one) => cell(one, 'vrf') === cell(row, 'vrf') && within(cell(one, 'prefix'), cell(row, 'prefix')),
    );
    if (!inside) kept.push(row);
  }
  return kept;
}

/** `pool:CODE` in the description names a pool of ours; otherwise VRF and prefix do. */
function poolCode(row: Row): string {
  const named = /^pool:(\S+)$/.exec(cell(row, 'description'))?.[1];
  if (named !== undefined) return named;
  const vrf = codeOf(cell(row, 'vrf'));
  return codeOf(`NB-${vrf === '' || /^global$/i.test(vrf) ? '' : `${vrf}-`}${cell(row, 'prefix')}`);
}

/** Whether a prefix lies within another. */
function within(outer: string, inner: string): boolean {
  const [whole, part] = [parsePrefix(outer), parsePrefix(inner)];
  return whole !== undefined && part !== undefined && contains(whole, part);
}
