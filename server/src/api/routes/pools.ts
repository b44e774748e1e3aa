import { PoolValues } from '@turnup/contract';
import {
  type LedgerLine,
  ledger,
  listPools,
  listReservations,
  type Pool,
  type Reservation,
  readCapacity,
  readHeldAmounts,
  readHeldValues,
  readPools,
  reservation,
  utilisation,
  type ValueState,
  withdraw,
} from '../../allocation/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { tellOfWithdrawn } from '../../ordering/index.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { type Page, pageOf, pageReply } from '../paging.ts';

const path = '/turnup/v1/pool';
const tmfPool = '/tmf-api/resourcePoolManagement/v4/resourcePool';
const tmfReservation = '/tmf-api/resourcePoolManagement/v4/reservation';
/** How the one scope of a tenant-wide pool is written in a path. */
const noScope = '-';

/** Pools as a ledger (ours), and pools and reservations as TMF685 reads. */
export function poolRoutes({ database, delivery }: Application): Route[] {
  const { sql } = database;
  return [
    route({
      method: 'GET',
      path,
      access: may('network.read'),
      summary: 'Every pool and scope, counted: free, reserved, allocated, quarantined, withdrawn',
      async handle({ query, context }) {
        const page = pageOf(query, ['pool', 'kind', 'conserved', 'state'], filterWords.pools);
        if (!page.ok) return page;
        const state = (query.get('state') ?? undefined) as ValueState | undefined;
        const lines = (await ledger(sql, context.tenant, query.get('pool'))).filter(
          (line) =>
            (!query.has('kind') || line.kind === query.get('kind')) &&
            (!query.has('conserved') || String(line.conserved) === query.get('conserved')) &&
            (state === undefined || line[state] > 0),
        );
        return ok(part(lines, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:pool`,
      access: may('network.read'),
      summary: 'One pool: its definition, and the ledger of its scopes',
      async handle({ params, context }) {
        const code = params['pool'] ?? '';
        const pool = (await listPools(sql, context.tenant)).get(code);
        if (pool === undefined) return notFound('pool', code);
        const [record] = await readPools(sql, context.tenant, [code]);
        const { source, kind, shape, scope, unit } = pool;
        const registered = { code, kind, shape, scope, ...(unit === null ? {} : { unit }) };
        const scopes = await ledger(sql, context.tenant, code);
        return ok({ status: 200, body: { ...(record ?? registered), source, scopes } });
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:pool/utilisation`,
      access: may('network.read'),
      summary: 'How full each scope is, and when it runs out: linear, by need, and both',
      async handle({ params, query, context }) {
        const page = pageOf(query, ['scope', 'windowDays', 'horizonDays']);
        if (!page.ok) return page;
        const span = {
          windowDays: daysOf(query, 'windowDays', 90),
          horizonDays: daysOf(query, 'horizonDays', 730),
        };
        if (Number.isNaN(span.windowDays + span.horizonDays))
          return refuse(400, 'INVALID_FILTER', 'windowDays and horizonDays are whole numbers from 1 to 3650');
        const code = params['pool'] ?? '';
        if (!(await listPools(sql, context.tenant)).has(code)) return notFound('pool', code);
        const now = await delivery.now(sql);
        const lines = (await utilisation(sql, context.tenant, code, now, span)).filter(
          (line) => !query.has('scope') || line.scope === scopeOf(query.get('scope') ?? ''),
        );
        return ok(part(lines, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:pool/scope/:scope`,
      access: may('network.read'),
      summary: 'One scope: its line of the ledger, and its values or amounts with who holds them',
      async handle({ params, query, context }) {
        const page = pageOf(query, ['state']);
        if (!page.ok) return page;
        const found = await findScope(context.tenant, params);
        if (!found.ok) return found;
        const { pool, line } = found.value;
        const state = query.get('state');
        const held = await heldIn(context.tenant, pool, line.scope, state, page.value);
        const reply = pageReply(held.items, held.total, page.value, null);
        const member = pool.shape === 'quantities' ? 'holds' : 'values';
        const capacity =
          pool.shape === 'quantities'
            ? { capacity: await readCapacity(sql, context.tenant, pool.code, line.scope) }
            : {};
        return ok({ ...reply, body: { ...line, ...capacity, [member]: reply.body } });
      },
    }),
    ...(['withdraw', 'reinstate'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `${path}/:pool/scope/:scope/${verb}`,
        access: may('parameter.manage'),
        summary:
          verb === 'withdraw'
            ? 'Take values out for good: failed, sold, gone'
            : 'Bring withdrawn values back into their pool',
        body: PoolValues,
        async handle({ params, body, context }) {
          const found = await findScope(context.tenant, params);
          if (!found.ok) return found;
          const { pool, line } = found.value;
          const members = { pool: pool.code, scope: line.scope, values: body.values };
          return database.transaction(async (tx) => {
            const done =
              verb === 'withdraw'
                ? await withdraw(tx, context.tenant, members)
                : ok({ reinstated: await delivery.parameters.reinstate(tx, context.tenant, members) });
            if (!done.ok) return done;
            if ('withdrawn' in done.value) {
              // Of a prefix its leaves are withdrawn: those are what designs hold.
              const gone = { ...members, values: [...done.value.withdrawn, ...done.value.whenGivenBack] };
              await tellOfWithdrawn(tx, context.tenant, delivery, gone);
            }
            const { account, trace } = context;
            const object = { kind: 'pool', id: pool.code };
            const detail = { scope: line.scope, ...body };
            await recordAudit(tx, context.tenant, [
              { account, action: `pool.${verb}`, object, detail, trace },
            ]);
            return ok({ status: 200 as const, body: done.value });
          });
        },
      }),
    ),
    route({
      method: 'GET',
      path: tmfPool,
      access: may('network.read'),
      summary: 'Pools as TMF685 resource pools',
      async handle({ query, context }) {
        const page = pageOf(query, ['name', 'category']);
        if (!page.ok) return page;
        const pools = await resourcePools(context.tenant, query.get('name'));
        const wanted = pools.filter(
          (pool) => !query.has('category') || pool['category'] === query.get('category'),
        );
        return ok(part(wanted, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${tmfPool}/:id`,
      access: may('network.read'),
      summary: 'One pool as a TMF685 resource pool',
      async handle({ params, context }) {
        const [pool] = await resourcePools(context.tenant, params['id'] ?? '');
        return pool === undefined
          ? notFound('resource pool', params['id'] ?? '')
          : ok({ status: 200, body: pool });
      },
    }),
    route({
      method: 'GET',
      path: tmfReservation,
      access: may('network.read'),
      summary: 'Reservations as TMF685 tells them',
      async handle({ query, context }) {
        const page = pageOf(query, []);
        if (!page.ok) return page;
        const all = { ownerKind: null, ownerId: null, state: null, pool: null, expiringBefore: null };
        const { items, total } = await listReservations(sql, context.tenant, all, page.value);
        return ok(pageReply(items.map(tmfReservationBody), total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${tmfReservation}/:id`,
      access: may('network.read'),
      summary: 'One reservation as TMF685 tells it',
      async handle({ params, context }) {
        const found = await reservation(sql, context.tenant, params['id'] ?? '');
        return found === null
          ? notFound('reservation', params['id'] ?? '')
          : ok({ status: 200, body: tmfReservationBody(found) });
      },
    }),
  ];

  async function findScope(
    tenant: string,
    params: Readonly<Record<string, string>>,
  ): Promise<Result<{ readonly pool: Pool; readonly line: LedgerLine }>> {
    const [code, scope] = [params['pool'] ?? '', scopeOf(params['scope'] ?? '')];
    const pool = (await listPools(sql, tenant)).get(code);
    if (pool === undefined) return notFound('pool', code);
    const line = (await ledger(sql, tenant, code)).find((one) => one.scope === scope);
    return line === undefined ? notFound(`scope of pool ${code}`, scope) : ok({ pool, line });
  }

  function heldIn(tenant: string, pool: Pool, scope: string, state: string | null, page: Page) {
    return pool.shape === 'quantities'
      ? readHeldAmounts(sql, tenant, pool.code, scope, page)
      : readHeldValues(sql, tenant, pool.code, scope, state, page);
  }

  async function resourcePools(tenant: string, code: string | null): Promise<Record<string, unknown>[]> {
    const pools = await listPools(sql, tenant);
    const lines = Map.groupBy(await ledger(sql, tenant, code), (line) => line.pool);
    return [...pools.values()]
      .filter((pool) => code === null || pool.code === code)
      .map((pool) => tmfPoolBody(pool, lines.get(pool.code) ?? []));
  }
}

const scopeOf = (text: string): string => (text === noScope ? '' : text);

function daysOf(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const days = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return days >= 1 && days <= 3_650 ? days : Number.NaN;
}

function part(rows: readonly unknown[], page: Page, fields: string | null) {
  return pageReply(rows.slice(page.offset, page.offset + page.limit), rows.length, page, fields);
}

/** A pool as TMF685 ResourcePool: one capacity a scope, with what is free beside what there is. */
function tmfPoolBody(pool: Pool, lines: readonly LedgerLine[]): Record<string, unknown> {
  return {
    id: pool.code,
    href: `${tmfPool}/${encodeURIComponent(pool.code)}`,
    '@type': 'ResourcePool',
    name: pool.code,
    category: pool.kind,
    capacity: lines.map((line) => ({
      '@type': 'Capacity',
      name: line.scope,
      plannedOrActualCapacity: 'actual',
      capacityAmount: { capacityAmount: line.size, units: pool.unit ?? unitOf[pool.shape] },
      relatedCapacity: (['free', 'reserved', 'allocated', 'quarantined', 'withdrawn'] as const).map(
        (state) => ({
          relationshipType: state,
          capacityAmount: { capacityAmount: line[state] },
        }),
      ),
    })),
  };
}

const unitOf = { values: 'value', blocks: 'address', quantities: 'unit' } as const;

/** TMF685 takes the states of an order; ours are told beside. */
const tmfStates = {
  waiting: 'pending',
  reserved: 'inProgress',
  confirmed: 'inProgress',
  allocated: 'completed',
  released: 'cancelled',
  expired: 'failed',
} as const satisfies Record<Reservation['state'], string>;

function tmfReservationBody(found: Reservation): Record<string, unknown> {
  const { id, owner, reason, state, holdUntil, use, createdAt, changedAt, lines, requested } = found;
  const has = new Map(lines.map((line) => [line.key, line]));
  return {
    id,
    href: `${tmfReservation}/${encodeURIComponent(id)}`,
    '@type': 'Reservation',
    description: reason,
    state: tmfStates[state],
    turnupState: state,
    creationDate: createdAt,
    stateChangeDate: changedAt,
    reservationPeriod: {
      startDateTime: createdAt,
      ...(holdUntil === null ? {} : { endDateTime: holdUntil }),
    },
    validFor: { startDateTime: use.from, ...(use.to === null ? {} : { endDateTime: use.to }) },
    relatedEntity: [{ id: owner.id, '@referredType': owner.kind, role: 'owner' }],
    reservationItem: requested.map((asked) => {
      const taken = has.get(asked.key);
      return {
        id: asked.key,
        resourcePool: { id: asked.pool, href: `${tmfPool}/${encodeURIComponent(asked.pool)}` },
        quantity: 'amount' in asked ? asked.amount : (asked.count ?? 1),
        state: taken?.state ?? tmfStates[state],
        appliedCapacity:
          taken === undefined
            ? []
            : 'values' in taken
              ? taken.values.map((value) => ({ value }))
              : [{ amount: taken.amount }],
      };
    }),
  };
}
