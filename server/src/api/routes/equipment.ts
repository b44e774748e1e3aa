import {
  BootstrapAnswer,
  BootstrapRequest,
  CpeReadingResult,
  CpeStatus,
  CpeSwap,
  CpeVoucher,
} from '@turnup/contract';
import {
  bootUnit,
  enrolments,
  insertReadings,
  issueVoucher,
  readingsOf,
  readUnit,
  refusedBoots,
  voucherStates,
} from '../../equipment/index.ts';
import { ok, unwrap } from '../../foundation/result.ts';
import { allUnits, unitsBySerial } from '../../inventory/index.ts';
import { orderPath, orderView, readingFact, swapOrder } from '../../ordering/index.ts';
import type { Sql } from '../../platform/database.ts';
import { recordAudit, recordFacts } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply } from '../paging.ts';

const path = '/turnup/v1/cpe';

/** Equipment at customers' premises: how it boots, what is known and read of it, and another in its place. */
export function equipmentRoutes({ database, delivery, defaultTenant, wake }: Application): Route[] {
  const { sql } = database;
  const { equipment } = delivery;
  const bootstrap = (path: string): Route =>
    route({
      method: 'POST',
      path,
      access: 'public',
      // A device asks a few times while it boots; who guesses asks for ever.
      callsPerMinute: 600,
      bodyLimit: 4_096,
      summary: 'A unit of equipment boots unconfigured and asks who it is',
      body: BootstrapRequest,
      answer: BootstrapAnswer,
      async handle({ params, body, address }) {
        // A refusal is written down as well: it is an answer of this transaction, not its end.
        const answer = await database.transaction((tx) =>
          bootUnit(equipment, tx, params['tenant'] ?? defaultTenant, { ...body, address }),
        );
        if (!answer.ok) return answer;
        wake();
        return ok({ status: 200, body: answer.value, headers: { 'cache-control': 'no-store' } });
      },
    });
  return [
    bootstrap('/turnup/v1/bootstrap'),
    bootstrap('/turnup/v1/bootstrap/:tenant'),
    route({
      method: 'GET',
      path,
      access: may('network.read'),
      summary: 'Units of equipment, and how far each has come',
      async handle({ query, context }) {
        const page = pageOf(query, ['state', 'model', 'place', 'service'], filterWords.equipment);
        if (!page.ok) return page;
        const fits = (name: string, value: string | null): boolean =>
          !query.has(name) || query.get(name) === value;
        const units = (await allUnits(sql, context.tenant)).filter(
          (unit) =>
            fits('state', unit.state) &&
            fits('model', unit.model) &&
            fits('place', unit.place) &&
            fits('service', unit.serviceId),
        );
        const { offset, limit } = page.value;
        const wanted = units.slice(offset, offset + limit).map(({ serial }) => serial);
        const bodies = await statusOf(sql, context.tenant, wanted);
        return ok(pageReply(bodies, units.length, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/cpeRefusal',
      access: may('network.read'),
      summary: 'Devices that booted and were refused, the latest first',
      handle: async ({ context }) => ok({ status: 200, body: await refusedBoots(sql, context.tenant, null) }),
    }),
    route({
      method: 'GET',
      path: `${path}/:serial`,
      access: may('network.read'),
      summary: 'A unit: where it is, whether it has booted, who was refused in its name, its last reading',
      answer: CpeStatus,
      async handle({ params, context }) {
        const serial = params['serial'] ?? '';
        const [found] = await statusOf(sql, context.tenant, [serial]);
        return found === undefined ? notFound('unit', serial) : ok({ status: 200, body: found });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:serial/voucher`,
      access: may('equipment.stage'),
      summary: 'Issues the one-time secret with which a unit proves itself when it boots; it is told once',
      answer: CpeVoucher,
      handle: ({ params, context }) =>
        database.transaction(async (tx) => {
          const { tenant, account, trace } = context;
          const serial = params['serial'] ?? '';
          const issued = await issueVoucher(equipment, tx, tenant, serial, account);
          if (!issued.ok) return issued;
          await recordAudit(tx, tenant, [
            { account, action: 'cpe.voucher', object: { kind: 'cpe', id: serial }, detail: {}, trace },
          ]);
          return ok({ status: 201, body: issued.value, headers: { 'cache-control': 'no-store' } });
        }),
    }),
    route({
      method: 'GET',
      path: `${path}/:serial/reading`,
      access: may('network.read'),
      summary: 'What was read of a unit, the latest first',
      handle: async ({ params, context }) =>
        ok({ status: 200, body: await readingsOf(sql, context.tenant, params['serial'] ?? '', 100) }),
    }),
    route({
      method: 'POST',
      path: `${path}/:serial/reading`,
      access: may('equipment.read'),
      callsPerMinute: 120,
      summary: 'Reads a unit now, over SNMPv3: identity, interfaces, optical levels, power',
      answer: CpeReadingResult,
      async handle({ params, context }) {
        const { tenant } = context;
        const reading = await readUnit(equipment, sql, tenant, params['serial'] ?? '');
        if (!reading.ok) return reading;
        await database.transaction(async (tx) => {
          await insertReadings(tx, tenant, [reading.value]);
          await recordFacts(tx, tenant, [readingFact(reading.value)]);
        });
        return ok({ status: 200, body: reading.value });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:serial/swap`,
      access: may('equipment.swap'),
      summary: 'Orders another unit in the place of one that broke',
      body: CpeSwap,
      handle: ({ params, body, context, headers }) =>
        database.transaction(async (tx) => {
          const { tenant, account, trace } = context;
          const serial = params['serial'] ?? '';
          const asked = { serial, ...body };
          // A refusal takes back what was kept from the stock meanwhile.
          const { orderId, existed } = unwrap(
            await swapOrder(delivery, tx, context, asked, headers['idempotency-key']),
          );
          if (!existed)
            await recordAudit(tx, tenant, [
              {
                account,
                action: 'cpe.swap',
                object: { kind: 'cpe', id: serial },
                detail: { order: orderId, reason: body.reason },
                trace,
              },
            ]);
          wake();
          return ok({
            status: existed ? 200 : 201,
            body: await orderView(tx.sql, tenant, orderId),
            location: `${orderPath}/${orderId}`,
          });
        }),
    }),
  ];
}

async function statusOf(sql: Sql, tenant: string, serials: readonly string[]): Promise<CpeStatus[]> {
  const units = await unitsBySerial(sql, tenant, serials);
  const vouchers = await voucherStates(sql, tenant, serials);
  const booted = await enrolments(sql, tenant, serials);
  const bodies: CpeStatus[] = [];
  for (const { serial, model, state, depot, serviceId, place, leg, replaces } of units) {
    const voucher = vouchers.get(serial);
    const enrolment = booted.get(serial);
    const [lastReading] = await readingsOf(sql, tenant, serial, 1);
    bodies.push({
      serial,
      model,
      state,
      depot,
      ...(serviceId === null ? {} : { service: serviceId }),
      ...(place === null ? {} : { place }),
      ...(leg === null ? {} : { leg }),
      ...(replaces === null ? {} : { replaces }),
      ...(voucher === undefined ? {} : { voucher }),
      ...(enrolment === undefined
        ? {}
        : {
            firmware: enrolment.firmware,
            enrolledAt: enrolment.enrolledAt,
            bootedAt: enrolment.bootedAt,
          }),
      refusals: (await refusedBoots(sql, tenant, serial)).map(({ serial: _, ...refusal }) => refusal),
      ...(lastReading === undefined ? {} : { lastReading: lastReading as unknown as CpeReadingResult }),
    });
  }
  return bodies;
}
