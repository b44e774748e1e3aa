import type { ReservationCreate, ReservationDecision, ReservationExtend } from '@turnup/contract';
import {
  type AllocationRefusal,
  ledger,
  type Owner,
  percentUsed,
  type Reservation,
  type ReserveRequest,
  reservation,
} from '../allocation/index.ts';
import { objectPolicy } from '../catalog/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { findParty } from '../inventory/index.ts';
import type { Context } from '../platform/context.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Delivery } from './delivery.ts';
import { decideByRules, minutesOn, workingDaysOn } from './reservationRules.ts';

/** The policy `reservation`: how long anyone may hold, and how often and how far a hold may be extended. */
type ReservationPolicy = {
  readonly longestHoldMinutes: number;
  readonly longestTotalMinutes: number;
  readonly mostExtensions: number;
};

const yearMinutes = 525_600;
const defaultPolicy: ReservationPolicy = {
  longestHoldMinutes: yearMinutes,
  longestTotalMinutes: 2 * yearMinutes,
  mostExtensions: 10,
};

/** Kinds of owners whose parameters only the system itself moves. */
const systemOwners: ReadonlySet<string> = new Set([
  'serviceOrder',
  'service',
  'serviceQualification',
  'serviceDesign',
  'cpe',
]);

/**
 * Whether someone may act for an owner: an account for itself, anyone with the permission for quotes, designs and
 * processes of the world outside, and only `parameter.manage` for what the system's own orders and services hold.
 */
export function mayActFor(context: Context, owner: Owner): Result<void> {
  if (context.permissions.has('parameter.manage')) return ok(undefined);
  const own = owner.kind === 'account' ? owner.id === context.account : !systemOwners.has(owner.kind);
  return own
    ? ok(undefined)
    : refuse(
        403,
        'NOT_THE_OWNER',
        `${context.account} may not act for the ${owner.kind} ${owner.id}: that needs parameter.manage`,
      );
}

/** What a request for parameters came to. `request` is what was asked of the ledger, or would have been. */
export type ParameterAnswer = {
  readonly request: ReserveRequest;
  readonly decision?: ReservationDecision;
  /** Absent where the rules ask for no reservation. */
  readonly reservation?: Reservation;
  /** Whether the same request had been met before. */
  readonly existed: boolean;
};

/**
 * Reserves parameters for anyone but an order (R8, R9): for as long as is asked, or as the rules say. Where the rules ask
 * for nothing, nothing is reserved and the decision says so.
 */
export async function requestParameters(
  delivery: Delivery,
  context: Context,
  body: ReservationCreate,
  key: string | undefined,
): Promise<Result<ParameterAnswer, AllocationRefusal>> {
  const { tenant, account, trace } = context;
  const { sql } = delivery;
  const allowed = mayActFor(context, body.owner);
  if (!allowed.ok) return allowed;
  const asked = body.id ?? key;
  const known = asked === undefined ? null : await reservation(sql, tenant, asked);
  if (known !== null) return again(delivery, tenant, body, known);
  const id = asked ?? newId();
  const now = await delivery.now(sql);
  const decision = body.byRule === undefined ? undefined : await decide(delivery, sql, tenant, body, now);
  const until = await holdUntilOf(delivery, sql, tenant, body, now, decision);
  if (!until.ok) return until;
  const use = body.use ?? { from: now, to: null };
  const request = { ...requestOf(body, id, use), holdUntil: until.value, ...rulingOf(decision) };
  if (decision?.reserve === false) return ok({ request, decision, existed: false });
  const reserved = await delivery.moves.reserve(tenant, {
    request,
    tag: ({ state }) => {
      const detail = { owner: body.owner, reason: body.reason, state };
      return { account, action: 'reservation.create', object: { kind: 'reservation', id }, detail, trace };
    },
  });
  if (!reserved.ok) return reserved;
  return ok({
    request,
    reservation: reserved.value,
    existed: false,
    ...(decision === undefined ? {} : { decision }),
  });
}

const rulingOf = (decision: ReservationDecision | undefined): Pick<ReserveRequest, 'ruling'> =>
  decision === undefined ? {} : { ruling: decision };

/** The same request again: what its clock and the rules said then stands. Another request under its id is refused. */
async function again(
  delivery: Delivery,
  tenant: string,
  body: ReservationCreate,
  known: Reservation,
): Promise<Result<ParameterAnswer, AllocationRefusal>> {
  const request = { ...requestOf(body, known.id, body.use ?? known.use), holdUntil: known.holdUntil };
  const reserved = await delivery.moves.reserve(tenant, { request, tag: () => null });
  if (!reserved.ok) return reserved;
  const decision = known.ruling === undefined ? {} : { decision: known.ruling as ReservationDecision };
  return ok({ request, reservation: reserved.value, existed: true, ...decision });
}

async function decide(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  body: ReservationCreate,
  now: string,
): Promise<ReservationDecision> {
  const catalog = await delivery.catalog(sql, tenant);
  const { customer = null, serviceSpecification = null, commitment = null } = body.byRule ?? {};
  const party = customer === null ? undefined : await findParty(sql, tenant, customer);
  const facts = {
    commitment,
    customer,
    serviceSpecification,
    customerClass: party?.class ?? null,
    utilisationPercent: await fullest(sql, tenant, body),
  };
  const calendar = await delivery.operatorCalendar(sql, tenant);
  return decideByRules(catalog.of('rule').values(), facts, { now, calendar });
}

/** How full the fullest pool is that is asked, scope by scope; a scope that nobody has used yet is empty. */
async function fullest(sql: Sql, tenant: string, body: ReservationCreate): Promise<number> {
  let percent = 0;
  for (const pool of new Set(body.lines.map((line) => line.pool))) {
    const scopes = new Set(body.lines.filter((line) => line.pool === pool).map((line) => line.scope ?? ''));
    for (const line of await ledger(sql, tenant, pool))
      if (scopes.has(line.scope)) percent = Math.max(percent, percentUsed(line));
  }
  return percent;
}

type Hold = Pick<ReservationCreate, 'holdUntil' | 'holdMinutes' | 'holdWorkingDays'>;

/** Until when it is held: exactly one way of saying so, within the policy. */
async function holdUntilOf(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  hold: Hold,
  now: string,
  decision?: ReservationDecision,
): Promise<Result<string | null>> {
  const { holdUntil, holdMinutes, holdWorkingDays } = hold;
  const ways = [holdUntil, holdMinutes, holdWorkingDays, decision].filter((way) => way !== undefined);
  if (ways.length !== 1)
    return refuse(
      422,
      'INVALID_HOLD',
      'say in exactly one way how long it is held: holdUntil (an instant, or null for no end), holdMinutes, holdWorkingDays or byRule',
    );
  if (decision !== undefined) return ok(decision.holdUntil ?? null);
  if (holdMinutes !== undefined) return within(delivery, sql, tenant, now, minutesOn(now, holdMinutes));
  if (holdWorkingDays !== undefined) {
    const calendar = await delivery.operatorCalendar(sql, tenant);
    return within(delivery, sql, tenant, now, workingDaysOn({ now, calendar }, holdWorkingDays));
  }
  return holdUntil == null ? ok(null) : within(delivery, sql, tenant, now, holdUntil);
}

async function within(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  now: string,
  until: string,
): Promise<Result<string>> {
  const { longestHoldMinutes } = await policyOf(delivery, sql, tenant);
  const latest = minutesOn(now, longestHoldMinutes);
  if (Number.isNaN(Date.parse(until)) || Date.parse(until) <= Date.parse(latest)) return ok(until);
  const message = `a hold may last until ${latest} at most (policy reservation.longestHoldMinutes)`;
  return refuse(422, 'HOLD_TOO_LONG', message, [{ path: '/holdUntil', message }]);
}

async function policyOf(delivery: Delivery, sql: Sql, tenant: string): Promise<ReservationPolicy> {
  return objectPolicy(await delivery.catalog(sql, tenant), 'reservation', defaultPolicy);
}

function requestOf(
  { owner, reason, lines, queue, warnBeforeMinutes }: ReservationCreate,
  reservationId: string,
  use: ReserveRequest['use'],
): Omit<ReserveRequest, 'holdUntil'> {
  return {
    reservationId,
    owner,
    reason,
    use,
    lines: lines as ReserveRequest['lines'],
    ...(queue === undefined ? {} : { queue }),
    ...(warnBeforeMinutes === undefined ? {} : { warnBeforeMinutes }),
  };
}

/** Moves the end of a hold within the limits of the policy `reservation` (R10). */
export async function extendParameters(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  reservationId: string,
  body: ReservationExtend,
): Promise<Result<Reservation>> {
  const { tenant } = context;
  const allowed = mayActFor(context, body.owner);
  if (!allowed.ok) return allowed;
  const now = await delivery.now(tx.sql);
  const until = await holdUntilOf(delivery, tx.sql, tenant, body, now);
  if (!until.ok) return until;
  const { longestTotalMinutes, mostExtensions } = await policyOf(delivery, tx.sql, tenant);
  return delivery.parameters.extend(tx, tenant, {
    reservationId,
    owner: body.owner,
    holdUntil: until.value,
    longestTotalMinutes,
    mostExtensions,
  });
}
