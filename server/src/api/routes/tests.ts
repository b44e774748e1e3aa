import { ServiceTestCreate, ServiceTestPatch } from '@turnup/contract';
import Type from 'typebox';
import { ok, type Result, refuse, unwrap } from '../../foundation/result.ts';
import { listServices } from '../../inventory/index.ts';
import {
  birthCertificate,
  cancelTest,
  certificateDocument,
  keepReversed,
  ordersById,
  requestTest,
  reversalsOf,
  serviceSeen,
  testFact,
  testPolicyOf,
} from '../../ordering/index.ts';
import type { Context } from '../../platform/context.ts';
import { recordAudit, recordFacts } from '../../platform/events/index.ts';
import { notFound, type Reply, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { findTest, listTests, type TestFilter, waiveTest } from '../../testing/index.ts';
import { type Application, may } from '../application.ts';
import { pageOf, pageReply, selected } from '../paging.ts';
import { specificationBody, testBody, testPath, testSpecificationPath } from './testBodies.ts';

const filters = ['relatedService', 'state', 'purpose', 'verdict', 'testSpecification'] as const;

/** Tests of services (TMF653), on demand too, their waiver by authority, and the birth certificate. */
export function testRoutes(application: Application): Route[] {
  return [
    ...readingRoutes(application),
    ...onDemandRoutes(application),
    ...specificationRoutes(application),
    waiverRoute(application),
    certificateRoute(application),
    reversalRoute(application),
  ];
}

function readingRoutes({ database, delivery }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: testPath,
      access: may('order.read'),
      summary: 'Tests, newest first: ?relatedService=, state, purpose, verdict, testSpecification',
      async handle({ query, context }) {
        const page = pageOf(query, filters);
        if (!page.ok) return page;
        const serviceId = query.get('relatedService');
        if (serviceId !== null && (await serviceSeen(database.sql, context, serviceId)) === undefined)
          return notFound('service', serviceId);
        const filter = { ...filterOf(query), ...(await whose(context, serviceId)), ...page.value };
        const { tests, total } = await listTests(database.sql, context.tenant, filter);
        return ok(
          pageReply(
            tests.map((test) => testBody(test)),
            total,
            page.value,
            query.get('fields'),
          ),
        );
      },
    }),
    route({
      method: 'GET',
      path: `${testPath}/:id`,
      access: may('order.read'),
      summary: 'One test, each figure beside its prediction and the last run’s',
      async handle({ params, query, context }) {
        const found = await testSeen(context, params['id'] ?? '');
        if (!found.ok) return found;
        return ok({ status: 200, body: selected(testBody(found.value), query.get('fields')) });
      },
    }),
  ];

  /** Sessions of a party see tests of that party's services alone. */
  async function whose(context: Context, serviceId: string | null): Promise<Pick<TestFilter, 'serviceIds'>> {
    if (serviceId !== null) return { serviceIds: [serviceId] };
    if (context.party === undefined) return {};
    const filter = { state: null, customer: context.party, category: 'CFS', orderId: null };
    const own = await listServices(database.sql, context.tenant, filter, { offset: 0, limit: 1_000 });
    return { serviceIds: own.map(({ id }) => id) };
  }

  async function testSeen(context: Context, id: string) {
    const catalog = await delivery.catalog(database.sql, context.tenant);
    const { degradedPercent } = testPolicyOf(catalog);
    const test = await findTest(database.sql, context.tenant, id, degradedPercent);
    const service = test === undefined ? undefined : await serviceSeen(database.sql, context, test.serviceId);
    return test === undefined || service === undefined ? notFound('service test', id) : ok(test);
  }
}

/** What was taken back on the network because tests of an order did not pass. */
function reversalRoute({ database }: Application): Route {
  return route({
    method: 'GET',
    path: '/turnup/v1/serviceOrder/:id/reversal',
    access: may('order.read'),
    summary:
      'Changes of the network that are taken back because their test did not pass: when, how it stands, made again',
    async handle({ params, context }) {
      const id = params['id'] ?? '';
      const [order] = await ordersById(database.sql, context.tenant, isId(id) ? [id] : []);
      if (order === undefined || (context.party !== undefined && order.customer !== context.party))
        return notFound('service order', id);
      return ok({ status: 200, body: await reversalsOf(database.sql, context.tenant, id) });
    },
  });
}

function filterOf(query: URLSearchParams): Partial<TestFilter> {
  const text = (name: string, as: keyof TestFilter) => (query.has(name) ? { [as]: query.get(name) } : {});
  return {
    ...text('state', 'state'),
    ...text('purpose', 'purpose'),
    ...text('verdict', 'verdict'),
    ...text('testSpecification', 'specification'),
  };
}

function onDemandRoutes({ database, delivery, wake }: Application): Route[] {
  const answer = async (context: Context, id: string, status: Reply['status']): Promise<Result<Reply>> => {
    const test = await findTest(database.sql, context.tenant, id, 0);
    if (test === undefined) return notFound('service test', id);
    return ok({ status, body: testBody(test), headers: { location: `${testPath}/${id}` } });
  };
  return [
    route({
      method: 'POST',
      path: testPath,
      access: may('test.run'),
      summary:
        'Test a live service on demand; loading or interrupting it wants the permission test.interrupt',
      body: ServiceTestCreate,
      async handle({ body, context }) {
        if (body.interruptionAllowed === true && !context.permissions.has('test.interrupt'))
          return refuse(
            403,
            'FORBIDDEN',
            'a test that may load or interrupt a live service wants the permission test.interrupt; leave interruptionAllowed out to test without',
          );
        const id = await database.transaction(async (tx) =>
          unwrap(await requestTest(delivery, tx, context, body)),
        );
        wake();
        return await answer(context, id, 201);
      },
    }),
    route({
      method: 'PATCH',
      path: `${testPath}/:id`,
      access: may('test.run'),
      summary: 'Take a test back that has not begun',
      body: ServiceTestPatch,
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        await database.transaction(async (tx) => unwrap(await cancelTest(tx, context, id, 'keep')));
        return await answer(context, id, 200);
      },
    }),
    route({
      method: 'DELETE',
      path: `${testPath}/:id`,
      access: may('test.run'),
      summary: 'Forget a test that has not begun; results stay on record',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        await database.transaction(async (tx) => unwrap(await cancelTest(tx, context, id, 'delete')));
        return ok({ status: 204, body: null });
      },
    }),
  ];
}

function specificationRoutes({ database, delivery }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: testSpecificationPath,
      access: may('order.read'),
      summary: 'Test specifications, with the service specifications that they are for',
      async handle({ query, context }) {
        const page = pageOf(query, []);
        if (!page.ok) return page;
        const catalog = await delivery.catalog(database.sql, context.tenant);
        const all = [...catalog.of('testSpecification').values()];
        const { offset, limit } = page.value;
        const rows = all.slice(offset, offset + limit).map((one) => specificationBody(one, catalog));
        return ok(pageReply(rows, all.length, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${testSpecificationPath}/:id`,
      access: may('order.read'),
      summary: 'One test specification',
      async handle({ params, query, context }) {
        const catalog = await delivery.catalog(database.sql, context.tenant);
        const found = catalog.of('testSpecification').get(params['id'] ?? '');
        if (found === undefined) return notFound('test specification', params['id'] ?? '');
        return ok({ status: 200, body: selected(specificationBody(found, catalog), query.get('fields')) });
      },
    }),
  ];
}

function waiverRoute({ database, delivery, wake }: Application): Route {
  return route({
    method: 'POST',
    path: '/turnup/v1/service/:id/waiveTest',
    access: may('test.waive'),
    summary:
      'Let a service go on without a passed test, with the reason; what was taken back after it is made again',
    body: Type.Object(
      { reason: Type.String({ minLength: 1, maxLength: 500 }) },
      { additionalProperties: false },
    ),
    async handle({ params, body, context }) {
      const serviceId = params['id'] ?? '';
      if (!isId(serviceId)) return notFound('service', serviceId);
      const waived = await database.transaction(async (tx) => {
        const waiver = { serviceId, by: context.account, authority: 'test.waive', reason: body.reason };
        const result = unwrap(await waiveTest(tx, context.tenant, waiver));
        await keepReversed(delivery, tx, context.tenant, serviceId);
        await recordAudit(tx, context.tenant, [
          {
            account: context.account,
            action: 'service.waiveTest',
            object: { kind: 'service', id: serviceId },
            detail: { reason: body.reason },
            trace: context.trace,
          },
        ]);
        const service = await serviceSeen(tx.sql, context, serviceId);
        const told = { id: result.testId, serviceId, state: 'completed' as const, waivedBy: context.account };
        const audience = service === undefined ? [] : [service.customer];
        await recordFacts(tx, context.tenant, [testFact('AttributeValueChange', told, audience)]);
        return result;
      });
      wake();
      return ok({ status: 200, body: waived });
    },
  });
}

function certificateRoute({ database, delivery }: Application): Route {
  return route({
    method: 'GET',
    path: '/turnup/v1/service/:id/birthCertificate',
    access: may('order.read'),
    summary: 'What was ordered, built and tested of a service: JSON, or with format=html or pdf a document',
    async handle({ params, query, context }) {
      const format = query.get('format') ?? 'json';
      if (format !== 'json' && format !== 'html' && format !== 'pdf')
        return refuse(400, 'INVALID_QUERY', `format is json, html or pdf, not ${format}`, [
          { path: '?format', message: 'is json, html or pdf' },
        ]);
      const service = await serviceSeen(database.sql, context, params['id'] ?? '');
      if (service === undefined) return notFound('service', params['id'] ?? '');
      const certificate = await birthCertificate(delivery, context.tenant, service);
      if (!certificate.ok) return certificate;
      if (format === 'json') return ok({ status: 200, body: certificate.value });
      const { body, contentType, name } = await certificateDocument(certificate.value, format);
      return ok({
        status: 200,
        body,
        headers: { 'content-type': contentType, 'content-disposition': `inline; filename="${name}"` },
      });
    },
  });
}
