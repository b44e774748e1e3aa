import { ReservationConfirm, ReservationCreate, ReservationExtend, ReservationLines } from '@turnup/contract';
import {
  type GivenBack,
  listReservations,
  type Owner,
  type Reservation,
  type ReserveRequest,
  reservation,
} from '../../allocation/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import {
  extendParameters,
  mayActFor,
  type ParameterAnswer,
  requestParameters,
} from '../../ordering/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import { type AuditEntry, recordAudit } from '../../platform/events/index.ts';
import { notFound, type Reply, type Request, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

const path = '/turnup/v1/reservation';

/** A reservation as the API tells it. */
function reservationBody(found: Reservation): Record<string, unknown> {
  const { ruling, ...rest } = found;
  return { ...rest, href: `${path}/${found.id}`, ...(ruling === undefined ? {} : { decision: ruling }) };
}

/** Thrown to take back a transaction that only wanted to know. */
class OnlyAsked extends Error {
  readonly answer: unknown;
  constructor(answer: unknown) {
    super('only asked');
    this.answer = answer;
  }
}

/**
 * Reservations of service parameters (eTOM 1.4.5.2): one atomic request over values, blocks and amounts, and the moves of
 * what came of it. Our own resource, because TMF685's has no words for confirmation, expiry and refused lines; TMF685
 * reads are in `pools.ts`.
 */
export function reservationRoutes({ database, delivery, wake }: Application): Route[] {
  const { parameters } = delivery;

  /** What would come of a request, without any of it. */
  async function whatIf(tenant: string, request: ReserveRequest): Promise<Record<string, unknown>> {
    const dry = { ...request, reservationId: `${request.reservationId}?`, queue: false };
    const asked = await database
      .transaction(async (tx): Promise<never> => {
        throw new OnlyAsked(await parameters.reserve(tx, tenant, dry));
      })
      .catch((error: unknown) => {
        if (error instanceof OnlyAsked) return error.answer as Awaited<ReturnType<typeof parameters.reserve>>;
        throw error;
      });
    if (asked.ok) return { available: true, lines: asked.value.lines };
    const { code, message, lines = [] } = asked.fault;
    return { available: false, code, message, refusedLines: lines };
  }

  /** A move of one reservation by its owner, in one transaction with its audit line. */
  async function moved<Value>(
    { params, body, context }: Request<{ readonly owner: Owner }>,
    action: string,
    move: (tx: Transaction, id: string) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    const allowed = mayActFor(context, body.owner);
    if (!allowed.ok) return allowed;
    const id = params['id'] ?? '';
    const result = await database.transaction(async (tx) => {
      const done = await move(tx, id);
      if (done.ok) await recordAudit(tx, context.tenant, [entry(context, action, id, body)]);
      return done;
    });
    wake();
    return result;
  }

  const answer = (found: Result<Reservation>): Result<Reply> =>
    found.ok ? ok({ status: 200, body: reservationBody(found.value) }) : found;

  return [
    route({
      method: 'POST',
      path,
      access: may('parameter.reserve'),
      summary: 'Reserve values, blocks and amounts: everything or nothing',
      body: ReservationCreate,
      async handle({ body, context, headers }) {
        const key = headers['idempotency-key'];
        const asked = await requestParameters(delivery, context, body, key);
        if (!asked.ok) return asked;
        const { decision, reservation: made, existed, request } = asked.value;
        if (made === undefined)
          return ok({ status: 200, body: { decision, ...(await whatIf(context.tenant, request)) } });
        return ok({
          status: existed ? 200 : 201,
          body: { ...reservationBody(made), ...told(asked.value) },
          location: `${path}/${made.id}`,
        });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/check`,
      access: may('parameter.reserve'),
      summary: 'Whether a request could be met now, and what it would get; nothing is reserved',
      body: ReservationCreate,
      async handle({ body, context }) {
        const now = await delivery.now(database.sql);
        const request = {
          reservationId: `check-${context.trace}`,
          owner: body.owner,
          reason: body.reason,
          holdUntil: null,
          use: body.use ?? { from: now, to: null },
          lines: body.lines as ReserveRequest['lines'],
        };
        return ok({ status: 200, body: await whatIf(context.tenant, request) });
      },
    }),
    route({
      method: 'GET',
      path,
      access: may('network.read'),
      summary: 'Reservations, newest first',
      async handle({ query, context }) {
        const page = pageOf(
          query,
          ['ownerKind', 'ownerId', 'state', 'pool', 'expiringBefore'],
          filterWords.reservations,
        );
        if (!page.ok) return page;
        const expiringBefore = query.get('expiringBefore');
        if (expiringBefore !== null && Number.isNaN(Date.parse(expiringBefore)))
          return refuse(400, 'INVALID_FILTER', `expiringBefore is an instant, not ${expiringBefore}`);
        const filter = {
          ownerKind: query.get('ownerKind'),
          ownerId: query.get('ownerId'),
          state: query.get('state'),
          pool: query.get('pool'),
          expiringBefore,
        };
        const { items, total } = await listReservations(database.sql, context.tenant, filter, page.value);
        return ok(pageReply(items.map(reservationBody), total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      access: may('network.read'),
      summary: 'One reservation',
      async handle({ params, query, context }) {
        const id = params['id'] ?? '';
        const found = await reservation(database.sql, context.tenant, id);
        if (found === null) return notFound('reservation', id);
        return ok({ status: 200, body: selected(reservationBody(found), query.get('fields')) });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/confirm`,
      access: may('parameter.reserve'),
      summary: 'End the expiry and keep the values; some lines only, where they are named',
      body: ReservationConfirm,
      async handle(request) {
        const { owner, keepFor, lines } = request.body;
        const { tenant } = request.context;
        const whose = { owner, ...(keepFor === undefined ? {} : { keepFor }) };
        if (lines === undefined) return answer(await confirmWhole(request, whose));
        const confirmed = await moved(request, 'reservation.confirm', async (tx, reservationId) => {
          const kept = await parameters.confirm(tx, tenant, { reservationId, ...whose });
          return kept.ok ? keepOnly(tx, tenant, kept.value, lines) : kept;
        });
        return answer(confirmed);
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/extend`,
      access: may('parameter.reserve'),
      summary: 'Move the end of a hold, within the limits of policy',
      body: ReservationExtend,
      handle: async (request) =>
        answer(
          await moved(request, 'reservation.extend', (tx, id) =>
            extendParameters(delivery, tx, request.context, id, request.body),
          ),
        ),
    }),
    ...(['release', 'deallocate'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `${path}/:id/${verb}`,
        access: may(verb === 'release' ? 'parameter.reserve' : 'parameter.allocate'),
        summary:
          verb === 'release' ? 'Give back what is reserved' : 'Give back what is allocated, into quarantine',
        body: ReservationLines,
        async handle(request) {
          const { owner, lines } = request.body;
          const given = await moved(request, `reservation.${verb}`, (tx, reservationId) =>
            parameters[verb](tx, request.context.tenant, {
              reservationId,
              owner,
              ...(lines === undefined ? {} : { lines }),
            }),
          );
          return given.ok ? ok({ status: 200, body: { givenBack: linesOf(given.value) } }) : given;
        },
      }),
    ),
    route({
      method: 'POST',
      path: `${path}/:id/allocate`,
      access: may('parameter.allocate'),
      summary: 'Turn what is reserved for a process into its allocation, with the same values',
      body: ReservationLines,
      async handle(request) {
        const { owner, lines } = request.body;
        const allocated = await moved(request, 'reservation.allocate', (tx, reservationId) =>
          parameters.allocate(tx, request.context.tenant, {
            reservationId,
            owner,
            ...(lines === undefined ? {} : { lines }),
          }),
        );
        return answer(allocated);
      },
    }),
  ];

  /** Confirms a whole reservation, in one transaction with whoever else confirms at this moment. */
  async function confirmWhole(
    { params, body, context }: Request<{ readonly owner: Owner }>,
    whose: { readonly owner: Owner; readonly keepFor?: Owner },
  ): Promise<Result<Reservation>> {
    const allowed = mayActFor(context, whose.owner);
    if (!allowed.ok) return allowed;
    const id = params['id'] ?? '';
    const confirmed = await delivery.moves.confirm(context.tenant, {
      request: { reservationId: id, ...whose },
      tag: () => entry(context, 'reservation.confirm', id, body),
    });
    wake();
    return confirmed;
  }

  /** Keeps some lines of a confirmed reservation and gives the others back. */
  async function keepOnly(
    tx: Transaction,
    tenant: string,
    kept: Reservation,
    keys: readonly string[],
  ): Promise<Result<Reservation>> {
    const has = new Set(kept.lines.map((line) => line.key));
    const unknown = keys.filter((key) => !has.has(key));
    if (unknown.length > 0)
      return refuse(422, 'UNKNOWN_LINE', `reservation ${kept.id} has no ${unknown.join(', ')}`);
    const others = [...has].filter((key) => !keys.includes(key));
    if (others.length === 0) return ok(kept);
    const whose = { reservationId: kept.id, owner: kept.owner, lines: others };
    const released = await parameters.release(tx, tenant, whose);
    if (!released.ok) return released;
    return ok({ ...kept, lines: kept.lines.filter((line) => keys.includes(line.key)) });
  }
}

function told({ decision }: ParameterAnswer): Record<string, unknown> {
  return decision === undefined ? {} : { decision };
}

function linesOf(given: GivenBack) {
  return given.flatMap((one) => one.lines);
}

/** The audit record of a move of one reservation. */
function entry(
  { account, trace }: Context,
  action: string,
  id: string,
  body: { readonly owner: Owner },
): AuditEntry {
  return { account, action, object: { kind: 'reservation', id }, detail: { ...body }, trace };
}
