import type { TestSpecification } from '@turnup/contract';
import { objectPolicy } from '../../catalog/index.ts';
import type { Attempt, ExternalHandler, Json, Outcome } from '../../plan/index.ts';
import { newId } from '../../platform/ids.ts';
import { defaultTestPolicy, planTests, runTests } from '../../testing/index.ts';
import type { Delivery } from '../delivery.ts';
import { freshAccess } from '../patterns/stages.ts';
import { inputOf } from '../taskSubject.ts';
import { accessPointsOf } from '../testPoints.ts';
import { changeOfAccess, configurationAt } from './stages.ts';
import { fallout } from './transactional.ts';

/** What can be measured over an access alone, to the provider's side of it. */
const ofAnAccess: ReadonlySet<TestSpecification['measures'][number]['metric']> = new Set([
  'bgpEstablished',
  'reachability',
  'lossPercent',
  'jitterUs',
  'throughputPercent',
  'mtu',
]);

/**
 * Tests the accesses that are to take the place of others while those still carry: each from its unit to the provider's
 * edge, by what the service's test specification measures of an access. It says nothing of the service as a whole, which is
 * tested when it has been cut over.
 */
export function accessTestHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'access.test@1',
    mode: 'external',
    limitPerNode: 2,
    retry: { maxFailures: 2, firstMs: 2_000, factor: 3, capMs: 30_000 },
    run: (attempt) => test(delivery, attempt),
  };
}

async function test(delivery: Delivery, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const subject = await changeOfAccess(delivery, attempt);
  if (subject === undefined)
    return fallout('data', 'NO_SERVICE', 'nothing is known of how the service stood before');
  const { item, before } = subject;
  const configuration = await configurationAt(delivery, tenant, subject, 'parallel');
  if (!configuration.ok) return fallout('data', configuration.fault.code, configuration.fault.message);
  const catalog = await delivery.catalog(delivery.sql, tenant);
  const service = catalog.of('serviceSpecification').get(item.requirement.serviceSpecification);
  const specification = catalog.of('testSpecification').get(service?.testSpecification ?? '');
  if (service === undefined || specification === undefined)
    return fallout(
      'data',
      'NO_TEST_SPECIFICATION',
      `specification ${item.requirement.serviceSpecification} names no test specification that is loaded`,
    );
  const fresh = freshAccess(before.solution, item.solution);
  const stood = new Set(
    before.solution.sites.flatMap(({ site, legs }) =>
      legs.map(({ node, port }) => `${site} ${node} ${port}`),
    ),
  );
  const points = accessPointsOf(configuration.value.intents).filter(
    ({ site, node, port }) =>
      (inputOf(attempt).site ?? site) === site && fresh.has(site) && !stood.has(`${site} ${node} ${port}`),
  );
  const untested = [...fresh].filter((site) => !points.some((point) => point.site === site));
  const rates = new Map(item.requirement.sites.map((site) => [site.site, site.bandwidthKbps]));
  const runs: Json[] = [];
  for (const { site, point, far } of points) {
    const plan = planTests({
      serviceId: item.serviceId,
      specification: {
        ...specification,
        measures: specification.measures.filter(({ metric }) => ofAnAccess.has(metric)),
      },
      requirement: { topology: 'internet' },
      routes: [],
      sites: [{ site, rateKbps: rates.get(site) ?? 0, legs: [point] }],
      classes: item.requirement.classesOfService ?? [],
      mtu: service.mtu,
      reflector: far,
      foreignAddresses: [],
      policy: objectPolicy(catalog, 'test', defaultTestPolicy),
    });
    const run = await runTests(delivery.devices.prober(tenant), plan, { id: newId() });
    if (run.verdict !== 'passed')
      return {
        kind: 'fallout',
        error: {
          code: 'ACCESS_NOT_READY',
          message: `the new access of ${site} ${run.verdict}: ${[...run.violations, ...openCases(run)].join('; ')}`,
          cause: 'test',
          details: JSON.parse(JSON.stringify(run)) as Json,
          corrective: [
            'Find the cause at the new access, mend it, then retry; the old access carries meanwhile.',
          ],
        },
      };
    runs.push({ site, cases: run.measures.length });
  }
  // Where no unit of the operator's stands at the end there is nothing to test from: it is told, not hidden.
  return { kind: 'completed', output: { accesses: runs, untested } };
}

function openCases({ measures }: Awaited<ReturnType<typeof runTests>>): string[] {
  return measures
    .filter(({ status }) => status === 'inconclusive' || status === 'notRun')
    .map(({ caseId, reason }) => `${caseId}: ${reason}`);
}
