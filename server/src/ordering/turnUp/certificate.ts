import { valuesOf } from '../../allocation/index.ts';
import { type BirthCertificate, composeCertificate, renderHtml, renderPdf } from '../../document/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { findParty, type Service, unitsOfService } from '../../inventory/index.ts';
import { findTest, listTests } from '../../testing/index.ts';
import { configurationOf, type ItemConfiguration } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import type { Rendered } from '../designDocument.ts';
import { rateScaleOf } from '../rateScale.ts';
import type { OrderItem } from '../types.ts';
import { itemUnderTest } from './onDemand.ts';

type Item = OrderItem & { readonly number: string };
type DecidingTest = NonNullable<Awaited<ReturnType<typeof findTest>>>;

const mostRuns = 20;

/**
 * The birth certificate of a service: what was ordered, what was built, what was tested and by whom it was waived. 409
 * where no turn-up test was made yet: a service is born when it has been tested.
 */
export async function birthCertificate(
  delivery: Delivery,
  tenant: string,
  service: Service,
): Promise<Result<BirthCertificate>> {
  const { sql } = delivery;
  const item = await itemUnderTest(sql, tenant, service.id);
  const { tests: runs } = await listTests(sql, tenant, {
    serviceIds: [service.id],
    purpose: 'turnUp',
    offset: 0,
    limit: mostRuns,
  });
  const [last] = runs;
  const deciding = last === undefined ? undefined : await findTest(sql, tenant, last.id, 0);
  if (item === undefined || deciding === undefined)
    return refuse(409, 'TEST_REQUIRED', `service ${service.number} has had no turn-up test yet`);
  const configuration = await configurationOf(delivery, sql, tenant, item);
  if (!configuration.ok) return configuration;
  return ok({
    ...(await headOf(delivery, tenant, service, item)),
    ordered: orderedOf(item),
    built: await builtOf(delivery, tenant, service, item, configuration.value),
    tested: {
      ...testedOf(deciding),
      earlierRuns: runs.slice(1).map(({ id, verdict, recordedAt }) => ({
        testId: id,
        verdict: verdict ?? 'inconclusive',
        recordedAt,
      })),
    },
    waivers: runs.flatMap(({ waiver }) => (waiver === undefined ? [] : [waiver])),
    rateScale: deciding.rateScale,
  });
}

/** The same as a page or a PDF. */
export async function certificateDocument(
  certificate: BirthCertificate,
  format: 'html' | 'pdf',
): Promise<Rendered> {
  const document = composeCertificate(certificate);
  const name = `${certificate.number}-birth-certificate.${format}`;
  return format === 'html'
    ? { body: renderHtml(document), contentType: 'text/html; charset=utf-8', name }
    : { body: await renderPdf(document), contentType: 'application/pdf', name };
}

async function headOf(delivery: Delivery, tenant: string, service: Service, item: Item) {
  const { sql } = delivery;
  const catalog = await delivery.catalog(sql, tenant);
  const party = await findParty(sql, tenant, service.customer);
  const specification = catalog.of('serviceSpecification').get(service.specification);
  return {
    '@type': 'BirthCertificate' as const,
    serviceId: service.id,
    number: service.number,
    name: service.name,
    state: service.state,
    customer: { code: service.customer, name: party?.name ?? service.customer },
    specification: {
      code: service.specification,
      name: specification?.name ?? service.specification,
      version: specification?.version ?? '',
    },
    orderNumber: item.number,
    ...(service.startDate === null ? {} : { startDate: service.startDate }),
    issuedAt: await delivery.now(sql),
    rateScale: rateScaleOf(catalog),
  };
}

function orderedOf({ requirement }: Item): BirthCertificate['ordered'] {
  const {
    topology = 'anyToAny',
    sites = [],
    classesOfService,
    serviceLevel,
    latencyBounds,
  } = requirement ?? {};
  return {
    topology,
    sites,
    ...(classesOfService === undefined ? {} : { classesOfService }),
    ...(serviceLevel === undefined ? {} : { serviceLevel }),
    ...(latencyBounds === undefined ? {} : { latencyBounds }),
  };
}

async function builtOf(
  delivery: Delivery,
  tenant: string,
  service: Service,
  item: Item,
  configuration: ItemConfiguration,
): Promise<BirthCertificate['built']> {
  const { sql } = delivery;
  const units = await unitsOfService(sql, tenant, service.id);
  const lines = await valuesOf(sql, tenant, { kind: 'service', id: service.id });
  const sides = [
    ...configuration.provider.map((one) => ({ ...one, side: 'provider' as const })),
    ...configuration.customer.map((one) => ({ ...one, side: 'customer' as const })),
  ];
  return {
    legs: (item.solution?.sites ?? []).flatMap(({ site, legs }) =>
      legs.map(({ node, port, kind, partner }, index) => ({
        site,
        role: index === 0 ? ('primary' as const) : ('secondary' as const),
        node,
        port,
        access: kind,
        ...(partner === undefined ? {} : { partner }),
      })),
    ),
    equipment: units.map(({ serial, model, place }) => ({ site: place ?? '', serial, model })),
    parameters: lines
      .flatMap((line) => ('values' in line ? [{ key: line.key, values: line.values }] : []))
      .sort((one, other) => (one.key < other.key ? -1 : 1)),
    devices: sides.map(({ device, side, leaves }) => ({
      device,
      side,
      configuration: leaves.map(({ path, value }) => ({ path, value: [value].flat().join(', ') })),
    })),
  };
}

function testedOf(test: DecidingTest): Omit<BirthCertificate['tested'], 'earlierRuns'> {
  const earlier = new Map(test.comparisons.map((one) => [one.caseId, one.earlier]));
  return {
    testId: test.id,
    specification: test.specification,
    verdict: test.verdict ?? 'inconclusive',
    recordedAt: test.recordedAt,
    cases: test.measures.map(({ expectation, ...measure }) => {
      const before = earlier.get(measure.caseId);
      return { ...measure, ...expectation, ...(before === undefined ? {} : { earlier: before }) };
    }),
  };
}
