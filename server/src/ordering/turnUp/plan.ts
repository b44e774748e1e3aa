import type { ReferenceRecord } from '@turnup/contract';
import type { ServiceIntent } from '../../activation/index.ts';
import { type Catalog, type Facts, holds, objectPolicy } from '../../catalog/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import {
  type CutLeg,
  type DevelopmentRule,
  defaultTestPolicy,
  developMeasures,
  planTests,
  type TestPlan,
  type TestPolicy,
} from '../../testing/index.ts';
import { configurationOf } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { rateScaleOf, scaledKbps } from '../rateScale.ts';
import { reflectorOf, testSitesOf } from '../testPoints.ts';
import type { OrderItem } from '../types.ts';
import { foreignAddresses } from './foreign.ts';

type Specification = ReferenceRecord<'testSpecification'>;

/** A plan of tests with what a run of it needs besides. */
export type PreparedTest = {
  readonly plan: TestPlan;
  /** What part of the ordered rates is offered. */
  readonly rateScale: number;
  readonly cutActiveLeg: CutLeg;
};

/** The policy `test`, and how long a leg that is taken away stays so when nobody gives it back. */
export function testPolicyOf(catalog: Catalog): TestPolicy & { readonly cutTimeoutS: number } {
  return objectPolicy(catalog, 'test', { ...defaultTestPolicy, cutTimeoutS: 90 });
}

/**
 * Prepares the test of an item's service: its cases by the named test specification, else by that of its service
 * specification, else as the rules of the policy `testDevelopment` develop them. Refused where there is none of these.
 */
export async function prepareTest(
  delivery: Delivery,
  tenant: string,
  item: OrderItem,
  named?: string,
): Promise<Result<PreparedTest>> {
  const { requirement, solution } = item;
  if (requirement === null) return refuse(409, 'ITEM_GONE', 'the order has no such item');
  const configuration = await configurationOf(delivery, delivery.sql, tenant, item);
  if (!configuration.ok) return configuration;
  const { serviceId, intent } = configuration.value;
  const catalog = await delivery.catalog(delivery.sql, tenant);
  const service = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  const specification = specificationOf(catalog, named ?? service?.testSpecification, item, intent);
  if (service === undefined || specification === undefined)
    return refuse(
      422,
      'NO_TEST_SPECIFICATION',
      `specification ${requirement.serviceSpecification} names no test specification, and no rule of the policy testDevelopment holds for it`,
    );
  const policy = testPolicyOf(catalog);
  const rateScale = rateScaleOf(catalog);
  const { reflector: beyond } = policy;
  const reflector =
    intent.model === 'internet' && beyond !== undefined
      ? { ...beyond, beyondLegs: true }
      : reflectorOf(intent);
  const rates = requirement.sites.map(
    ({ site, bandwidthKbps }) => [site, scaledKbps(bandwidthKbps, rateScale)] as const,
  );
  const sites = testSitesOf(intent, new Map(rates));
  const plan = planTests({
    serviceId,
    specification,
    requirement,
    routes: solution?.routes ?? [],
    sites,
    classes: requirement.classesOfService ?? [],
    mtu: service.mtu,
    ...(reflector === undefined ? {} : { reflector }),
    dualSites: requirement.sites.filter(({ access }) => access === 'dual').map(({ site }) => site),
    foreignAddresses: await foreignAddresses(delivery, tenant, requirement, sites),
    policy,
  });
  return ok({ plan, rateScale, cutActiveLeg: cutOf(delivery, tenant, policy.cutTimeoutS) });
}

function specificationOf(
  catalog: Catalog,
  code: string | undefined,
  item: OrderItem,
  intent: ServiceIntent,
): Specification | undefined {
  if (code !== undefined) return catalog.of('testSpecification').get(code);
  const { rules } = objectPolicy<{ readonly rules: readonly DevelopmentRule[] }>(catalog, 'testDevelopment', {
    rules: [],
  });
  const facts = factsOf(item, intent);
  const developed = developMeasures(rules, (condition) => holds(condition, facts));
  if (developed === undefined) return undefined;
  return { code: developed.code, name: 'Developed by rule', measures: [...developed.measures] };
}

/** What the conditions of `testDevelopment` may name. */
function factsOf({ requirement }: OrderItem, { model }: ServiceIntent): Facts {
  const sites = requirement?.sites ?? [];
  return {
    serviceModel: model,
    topology: requirement?.topology ?? null,
    siteCount: sites.length,
    dualSites: sites.filter(({ access }) => access === 'dual').length,
    managedSites: sites.filter(({ cpe }) => cpe === 'managed').length,
    classCount: requirement?.classesOfService?.length ?? 0,
    hasServiceLevel: requirement?.serviceLevel !== undefined,
  };
}

function cutOf(delivery: Delivery, tenant: string, timeoutS: number): CutLeg {
  return (site, { attachment }) =>
    attachment === undefined
      ? Promise.resolve(refuse(422, 'NO_ATTACHMENT', `the active leg of ${site} has no unit to take away`))
      : delivery.devices.takeAway(tenant, attachment, timeoutS);
}
