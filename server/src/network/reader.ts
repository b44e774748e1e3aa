import type { Sql } from '../platform/database.ts';
import type { Change, NetworkChanges } from './facts.ts';
import { mergeFacts } from './facts.ts';
import { changedImage, derive, emptyImage } from './image.ts';
import type { NetworkImage } from './image-types.ts';
import { networkVersion } from './store.ts';
import { changedKeys, keysAfter, recordsOfKeys } from './store-changes.ts';
import type { NetworkKind } from './types.ts';

/** How many records are held as objects at a time while a network is read. */
const PAGE = 25_000;

/** In which order kinds are read, so that what a record names is there before it. */
const kinds = ['sharedRisk', 'place', 'networkNode', 'port', 'link', 'augmentation'] as const;

/** Which member of {@link NetworkChanges} holds each kind. */
const memberOf = {
  sharedRisk: 'sharedRisks',
  place: 'places',
  networkNode: 'nodes',
  port: 'ports',
  link: 'links',
  augmentation: 'augmentations',
} as const satisfies Record<NetworkKind, keyof NetworkChanges>;

const nothing: NetworkChanges = {
  sharedRisks: [],
  places: [],
  nodes: [],
  ports: [],
  links: [],
  augmentations: [],
};

/**
 * Reads a tenant's network page by page: however large it is, only a page lies in memory beside the image. All
 * statements must see one instant.
 */
export async function readImage(sql: Sql, tenant: string): Promise<NetworkImage> {
  const version = await networkVersion(sql, tenant);
  let { facts } = emptyImage(tenant);
  for (const kind of kinds) {
    for (let after = ''; ; ) {
      const keys = await keysAfter(sql, tenant, kind, after, PAGE);
      if (keys.length === 0) break;
      const page = { ...nothing, [memberOf[kind]]: await changesOf(sql, tenant, kind, keys) };
      facts = mergeFacts(facts, page).facts;
      if (keys.length < PAGE) break;
      after = keys.at(-1) ?? '';
    }
  }
  return derive(tenant, version, facts, 0);
}

/**
 * The image at the version that the database has now: the same one where it has not moved on, else with the records
 * that changed, read by their keys. All statements must see one instant.
 */
export async function followImage(sql: Sql, image: NetworkImage): Promise<NetworkImage> {
  const { tenant } = image;
  const version = await networkVersion(sql, tenant);
  if (version === image.version) return image;
  const changed =
    version < image.version ? undefined : await changedKeys(sql, tenant, image.version, version);
  if (changed === undefined) return await readImage(sql, tenant);
  const changes: Record<string, readonly Change<unknown>[]> = { ...nothing };
  for (const [kind, keys] of changed) changes[memberOf[kind]] = await changesOf(sql, tenant, kind, [...keys]);
  return changedImage(image, version, changes as NetworkChanges);
}

async function changesOf(
  sql: Sql,
  tenant: string,
  kind: NetworkKind,
  keys: readonly string[],
): Promise<Change<unknown>[]> {
  const found = await recordsOfKeys(sql, tenant, kind, keys);
  const changes = found.map(({ key, body }) => ({ key, body, record: JSON.parse(body) as unknown }));
  if (found.length === keys.length) return changes;
  const there = new Set(found.map(({ key }) => key));
  const gone = keys.filter((key) => !there.has(key)).map((key) => ({ key, body: null, record: null }));
  return [...changes, ...gone];
}
