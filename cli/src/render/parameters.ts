import { table } from './table.ts';

/** A line of the ledger. */
export type LedgerLine = {
  readonly pool: string;
  readonly kind: string;
  readonly scope: string;
  readonly size: number;
  readonly free: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly quarantined: number;
  readonly withdrawn: number;
  readonly conserved: boolean;
};

/** A line of the ledger with when it runs out. */
export type UtilisationLine = LedgerLine & {
  readonly utilisationPercent: number;
  readonly forecast: {
    readonly takenPerDay: number;
    readonly linear: string | null;
    readonly byNeed: string | null;
    readonly combined: string | null;
  };
};

type Holder = {
  readonly reservationId: string;
  readonly owner: { readonly kind: string; readonly id: string };
  readonly holdUntil: string | null;
};

/** A scope with who holds what. */
export type ScopeBody = LedgerLine & {
  readonly values?: readonly {
    readonly value: string;
    readonly state: string;
    readonly freeAt?: string;
    readonly holder?: Holder;
  }[];
  readonly holds?: readonly {
    readonly amount: number;
    readonly state: string;
    readonly use: { readonly from: string; readonly to: string | null };
    readonly holder: Holder;
  }[];
  readonly capacity?: readonly { readonly from: string; readonly limit: number }[];
};

/** A reservation, or the answer to a request that only asked. */
export type ReservationBody = {
  readonly id?: string;
  readonly state?: string;
  readonly owner?: { readonly kind: string; readonly id: string };
  readonly holdUntil?: string | null;
  readonly waitingBehind?: number;
  readonly available?: boolean;
  readonly message?: string;
  readonly decision?: {
    readonly reserve: boolean;
    readonly rules: readonly { readonly rule: string; readonly text: string }[];
  };
  readonly lines?: readonly {
    readonly key: string;
    readonly pool: string;
    readonly scope: string;
    readonly state: string;
    readonly values?: readonly string[];
    readonly amount?: number;
  }[];
};

/** The ledger for people. A pool that does not add up is marked. */
export function ledgerText(lines: readonly LedgerLine[]): string {
  return table(
    ['pool', 'scope', 'size', 'free', 'reserved', 'allocated', 'quarantined', 'withdrawn', ''],
    lines.map((line) => [
      line.pool,
      line.scope,
      line.size,
      line.free,
      line.reserved,
      line.allocated,
      line.quarantined,
      line.withdrawn,
      line.conserved ? '' : 'DOES NOT ADD UP',
    ]),
  );
}

/** How full pools are and when they run out. */
export function utilisationText(lines: readonly UtilisationLine[]): string {
  return table(
    ['scope', 'size', 'free', 'used', 'a day', 'at this rate', 'by need', 'both'],
    lines.map(({ scope, size, free, utilisationPercent, forecast }) => [
      scope,
      size,
      free,
      `${utilisationPercent} %`,
      forecast.takenPerDay,
      dayOf(forecast.linear),
      dayOf(forecast.byNeed),
      dayOf(forecast.combined),
    ]),
  );
}

const dayOf = (instant: string | null): string => (instant === null ? 'never' : instant.slice(0, 10));
const ownerText = (holder: Holder | undefined): string =>
  holder === undefined ? '' : `${holder.owner.kind} ${holder.owner.id}`;

/** A scope for people: its line of the ledger, then who holds what. */
export function scopeText(body: ScopeBody): string {
  const values = (body.values ?? []).map(({ value, state, freeAt, holder }) => [
    value,
    state,
    ownerText(holder),
    holder?.holdUntil ?? freeAt ?? '',
  ]);
  const holds = (body.holds ?? []).map(({ amount, state, use, holder }) => [
    String(amount),
    state,
    ownerText(holder),
    holder.holdUntil ?? '',
    `${use.from} – ${use.to ?? ''}`,
  ]);
  const steps = (body.capacity ?? []).map(({ from, limit }) => `${limit} from ${from}`);
  return [
    ledgerText([body]),
    ...(steps.length === 0 ? [] : ['', `Capacity: ${steps.join(', ')}`]),
    ...(values.length === 0 ? [] : ['', table(['value', 'state', 'owner', 'until'], values)]),
    ...(holds.length === 0 ? [] : ['', table(['amount', 'state', 'owner', 'until', 'use'], holds)]),
  ].join('\n');
}

/** Reservations in a list. */
export function reservationsText(rows: readonly ReservationBody[]): string {
  return table(
    ['reservation', 'state', 'owner', 'until', 'has'],
    rows.map((row) => [
      row.id ?? '',
      row.state ?? '',
      row.owner === undefined ? '' : `${row.owner.kind} ${row.owner.id}`,
      row.holdUntil ?? '',
      (row.lines ?? []).map(held).join('; '),
    ]),
  );
}

type Line = NonNullable<ReservationBody['lines']>[number];

function held({ pool, scope, values, amount }: Line): string {
  return `${pool}${scope === '' ? '' : ` ${scope}`}: ${values?.join(', ') ?? amount}`;
}

/** One reservation, or whether a request could be met, for people. */
export function reservationText(body: ReservationBody): string {
  const head =
    body.id === undefined
      ? body.available === true
        ? 'can be met now'
        : `cannot be met: ${body.message ?? ''}`
      : `${body.id} ${body.state}${body.holdUntil == null ? '' : `, until ${body.holdUntil}`}${body.waitingBehind === undefined ? '' : `, behind ${body.waitingBehind} others`}`;
  return [
    head,
    ...(body.decision?.rules ?? []).map(({ rule, text }) => `by rule ${rule}: ${text}`),
    ...(body.decision?.reserve === false ? ['no rule asks for a reservation: nothing is kept'] : []),
    ...(body.lines ?? []).map((line) => `  ${line.key}: ${held(line)} (${line.state})`),
  ].join('\n');
}
