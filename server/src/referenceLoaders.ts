import type { ReferenceKind, ReferenceRecord } from '@turnup/contract';
import { referenceLoaders as deviceLoaders } from './activation/index.ts';
import type { MemberRegistration } from './allocation/index.ts';
import type { ReferenceLoader } from './api/index.ts';
import { referenceLoaders as catalogLoaders, factsNamedBy, objectPolicy } from './catalog/index.ts';
import { RefusalError, unwrap } from './foundation/result.ts';
import { referenceLoaders as inventoryLoaders } from './inventory/index.ts';
import {
  augmentationsOfLinks,
  linkNames,
  referenceLoaders as networkLoaders,
  standingRecords,
} from './network/index.ts';
import {
  classificationFactNames,
  type Delivery,
  loadAndTell,
  registeredPools,
  reservationFactNames,
} from './ordering/index.ts';
import type { Transaction } from './platform/database.ts';

/** A loader for every kind of reference data. Ports, stock and link capacity also become members of pools. */
export function loadersOf(
  delivery: Delivery,
  sealKey: Buffer,
): Readonly<Record<ReferenceKind, ReferenceLoader>> {
  const { parameters } = delivery;
  const registering =
    <Kind extends ReferenceKind>(
      load: ReferenceLoader,
      register: (
        tx: Transaction,
        tenant: string,
        records: readonly ReferenceRecord<Kind>[],
      ) => Promise<unknown>,
    ): ReferenceLoader =>
    async (tx, tenant, records) => {
      const result = await load(tx, tenant, records);
      await register(tx, tenant, records);
      return result;
    };
  const loaders: Readonly<Record<ReferenceKind, ReferenceLoader>> = {
    ...catalogLoaders,
    ...networkLoaders,
    ...inventoryLoaders,
    pool: parameters.loadPools,
    ...deviceLoaders(sealKey),
    port: registering<'port'>(networkLoaders.port as ReferenceLoader, async (tx, tenant, ports) =>
      unwrap(
        await parameters.registerMembers(
          tx,
          tenant,
          grouped(
            ports.map((port) => ({
              pool: registeredPools.port,
              scope: port.node,
              values: [port.name],
              class: `${port.rateKbps}/${port.optic}`,
            })),
          ),
        ),
      ),
    ),
    cpeUnit: registering<'cpeUnit'>(inventoryLoaders.cpeUnit, async (tx, tenant, units) =>
      unwrap(
        await parameters.registerMembers(
          tx,
          tenant,
          grouped(
            units.map((unit) => ({ pool: registeredPools.cpe, scope: unit.model, values: [unit.serial] })),
          ),
        ),
      ),
    ),
    link: registering<'link'>(networkLoaders.link as ReferenceLoader, (tx, tenant, links) =>
      registerCapacity(delivery, tx, tenant, links),
    ),
    rule: async (tx, tenant, records: readonly ReferenceRecord<'rule'>[]) => {
      refuseUnknownFacts(records);
      return catalogLoaders.rule(tx, tenant, records as never);
    },
    policy: registering<'policy'>(catalogLoaders.policy as ReferenceLoader, async (tx, tenant, policies) => {
      if (policies.some((policy) => policy.code === 'feasibility'))
        await registerAllCapacity(delivery, tx, tenant);
    }),
    augmentation: registering<'augmentation'>(
      networkLoaders.augmentation as ReferenceLoader,
      async (tx, tenant, projects) => {
        const names = projects.map(({ link }) => link);
        const links = await standingRecords(tx.sql, tenant, 'link', names);
        await registerCapacity(delivery, tx, tenant, [...links.values()]);
      },
    ),
  } as Readonly<Record<ReferenceKind, ReferenceLoader>>;
  const told = stoodOn.map((kind): [ReferenceKind, ReferenceLoader] => [
    kind,
    (tx, tenant, records) =>
      loadAndTell(delivery, tx, tenant, kind, records as never[], () => loaders[kind](tx, tenant, records)),
  ]);
  return { ...loaders, ...Object.fromEntries(told) };
}

/** Kinds whose records designs stand on: who loads them anew tells those designs. */
const stoodOn = [
  'port',
  'link',
  'networkNode',
  'augmentation',
  'partnerOffer',
  'place',
  'sharedRisk',
  'cpeModel',
] as const;

/** The facts that rules of a kind may name, where they are known before a rule is asked. */
const factsOfKind: { readonly [Kind in ReferenceRecord<'rule'>['kind']]?: readonly string[] } = {
  classification: classificationFactNames,
  reservation: reservationFactNames,
};

/** Refuses rules that name facts which nobody will give them (R9): a rule with a spelling mistake is not stored. */
function refuseUnknownFacts(rules: readonly ReferenceRecord<'rule'>[]): void {
  const faults = rules.flatMap((rule, index) => {
    const known = factsOfKind[rule.kind];
    const unknown =
      known === undefined ? [] : factsNamedBy(rule.when).filter((fact) => !known.includes(fact));
    return unknown.map((fact) => ({
      path: `/records/${index}/when`,
      message: `rule ${rule.code} names ${fact}; a rule of ${rule.kind} knows ${known?.join(', ')}`,
    }));
  });
  if (faults.length === 0) return;
  const message = faults.map((fault) => fault.message).join('; ');
  throw new RefusalError({ status: 422, code: 'UNKNOWN_FACT', message, faults });
}

/** Registrations with one for each pool, scope and class. */
function grouped(registrations: readonly MemberRegistration[]): MemberRegistration[] {
  const alike = Map.groupBy(registrations, (one) => `${one.pool} ${one.scope} ${one.class ?? ''}`);
  return [...alike.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ ...first, values: own.flatMap(({ values }) => values) }];
  });
}

/** What the policy `feasibility` says of filling links; the same number bounds what is searched and what is promised. */
const defaultFill = { maximumFillPercent: 100 };

/** How many links are registered at a time. */
const linksAtATime = 25_000;

async function registerAllCapacity(delivery: Delivery, tx: Transaction, tenant: string): Promise<void> {
  const names = await linkNames(tx.sql, tenant);
  for (let from = 0; from < names.length; from += linksAtATime) {
    const links = await standingRecords(tx.sql, tenant, 'link', names.slice(from, from + linksAtATime));
    await registerCapacity(delivery, tx, tenant, [...links.values()]);
  }
}

/**
 * The capacity of core links as a step function of time: what is there, and what committed projects add, as far as the
 * policy lets it be filled.
 */
async function registerCapacity(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  given: readonly ReferenceRecord<'link'>[],
): Promise<void> {
  const links = given.filter((link) => link.kind === 'core');
  const names = links.map(({ name }) => name);
  const augmentations = await augmentationsOfLinks(tx.sql, tenant, names);
  const { maximumFillPercent } = objectPolicy(
    await delivery.catalog(tx.sql, tenant),
    'feasibility',
    defaultFill,
  );
  const projects = Map.groupBy(
    augmentations.filter((project) => project.committed),
    (project) => project.link,
  );
  const registrations = links.map((link) => ({
    pool: registeredPools.linkBandwidth,
    scope: link.name,
    steps: capacitySteps(link, projects.get(link.name) ?? []).map(({ from, limit }) => ({
      from,
      limit: Math.floor((limit * maximumFillPercent) / 100),
    })),
  }));
  if (registrations.length === 0) return;
  const registered = await delivery.parameters.registerQuantity(tx, tenant, registrations);
  if (!registered.ok) throw new RefusalError(registered.fault);
}

/** What a link carries from each instant on; several projects of one day are one step. */
function capacitySteps(
  link: Pick<ReferenceRecord<'link'>, 'status' | 'inServiceDate' | 'capacityKbps'>,
  projects: readonly Pick<ReferenceRecord<'augmentation'>, 'inServiceDate' | 'addsKbps'>[],
): { readonly from: string; readonly limit: number }[] {
  const opens =
    link.status === 'planned' && link.inServiceDate !== undefined ? link.inServiceDate : '2000-01-01';
  const adds = new Map<string, number>([[opens, link.status === 'buildable' ? 0 : link.capacityKbps]]);
  for (const { inServiceDate, addsKbps } of projects)
    adds.set(inServiceDate, (adds.get(inServiceDate) ?? 0) + addsKbps);
  let limit = 0;
  return [...adds]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([date, kbps]) => {
      limit += kbps;
      return { from: `${date}T00:00:00.000Z`, limit };
    });
}
