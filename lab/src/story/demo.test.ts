import { type ReferenceKind, referenceKey, referenceSchemas, roles } from '@turnup/contract';
import { Check, Errors } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { loadDataSets, loadStory } from './load.ts';
import { recordsOf } from './world.ts';

/*
 * The demo operator's files: that they fit the contract, and that the network in them is one. What refers to what is
 * checked by the server when the flagship loads them.
 */
describe('the demo operator', async () => {
  const { story, folder } = await loadStory('s1-flagship');
  const sets = await loadDataSets({ ...story, parameters: [] }, folder, {});

  test('every record fits its schema, and no key is given twice', () => {
    for (const { kind, records } of sets) {
      const schema = referenceSchemas[kind as ReferenceKind];
      for (const record of records) {
        const faults = Check(schema, record) ? [] : Errors(schema, record).map((error) => error.message);
        expect(faults, `${kind} ${referenceKey(kind, record as never)}`).toEqual([]);
      }
      const keys = records.map((record) => referenceKey(kind, record as never));
      expect(new Set(keys).size, kind).toBe(keys.length);
    }
  });

  test('fibre takes 4.9 µs a kilometre', () => {
    for (const link of recordsOf(sets, 'link'))
      expect(link.latencyUs, link.name).toBe(Math.max(1, Math.round((link.lengthM / 1000) * 4.9)));
  });

  test('links are no shorter than the way between their ends as the crow flies', () => {
    const places = new Map(recordsOf(sets, 'place').map((place) => [place.code, place]));
    const placeOf = new Map(recordsOf(sets, 'networkNode').map((node) => [node.name, node.place]));
    for (const { name, a, b, lengthM } of recordsOf(sets, 'link')) {
      const [one, other] = [a, b].map((end) => places.get(end.place ?? placeOf.get(end.node ?? '') ?? ''));
      if (one === undefined || other === undefined) throw new Error(`${name} ends nowhere`);
      expect(lengthM, name).toBeGreaterThanOrEqual(Math.floor(distanceM(one, other)));
    }
  });

  test('every provider edge has two line cards, two ways out and a loopback of its own', () => {
    const edges = recordsOf(sets, 'networkNode').filter((node) => node.role === 'providerEdge');
    expect(edges.length).toBeGreaterThanOrEqual(14);
    expect(new Set(edges.map((edge) => edge.routerId)).size).toBe(edges.length);
    for (const { name } of edges) {
      const cards = recordsOf(sets, 'port').flatMap((port) => (port.node === name ? [port.card] : []));
      expect(new Set(cards).size, name).toBeGreaterThanOrEqual(2);
      const ways = recordsOf(sets, 'link').filter(
        (link) => link.kind === 'core' && [link.a.node, link.b.node].includes(name),
      );
      expect(ways.length, name).toBeGreaterThanOrEqual(2);
      const ducts = ways.flatMap((link) => link.sharedRisks);
      expect(new Set(ducts).size, `${name}: two ways in one duct`).toBe(ducts.length);
    }
  });

  test('members of teams and partners are accounts of the flagship, or those of a role that every system has', () => {
    const accounts = new Set<string>([...roles, ...story.actors.map((actor) => actor.account)]);
    const wanted = [
      ...recordsOf(sets, 'team').flatMap((team) => team.members.map((member) => member.account)),
      ...recordsOf(sets, 'partner').flatMap((partner) => partner.account ?? []),
    ];
    expect(wanted.filter((account) => !accounts.has(account))).toEqual([]);
  });
});

function distanceM(
  one: { readonly latitude: number; readonly longitude: number },
  other: { readonly latitude: number; readonly longitude: number },
): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const [phi, theta] = [radians(one.latitude), radians(other.latitude)];
  const half = Math.sin((theta - phi) / 2) ** 2;
  const across = Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(half + Math.cos(phi) * Math.cos(theta) * across));
}
