import type { Sql } from '../../platform/database.ts';
import type { DeviceLimit } from './types.ts';

/** A device that has had its changes for now, and in how many seconds (real clock) it takes the next. */
export type Exhausted = {
  readonly device: string;
  readonly atMost: number;
  readonly inS: number;
  readonly freeInS: number;
};

/** Which devices have had all the changes that they take in their time, counted in the journal: its every attempt is one. */
export async function exhausted(
  sql: Sql,
  tenant: string,
  limits: ReadonlyMap<string, DeviceLimit>,
): Promise<Exhausted[]> {
  const limited = [...limits].flatMap(([device, { changes }]) =>
    changes === undefined ? [] : [{ device, ...changes }],
  );
  if (limited.length === 0) return [];
  return await sql<Exhausted>`
    select bound.device, bound.at_most as "atMost", bound.in_s as "inS",
           extract(epoch from last.begun_at - clock_timestamp())::float8 + bound.in_s as "freeInS"
      from unnest(${limited.map(({ device }) => device)}::text[], ${limited.map(({ atMost }) => atMost)}::integer[],
                  ${limited.map(({ inS }) => inS)}::integer[]) as bound(device, at_most, in_s)
     cross join lateral (
       select min(recorded_at) as begun_at from network_transaction_journal
        where tenant = ${tenant} and device = bound.device and state = 'preparing'
          and recorded_at > clock_timestamp() - make_interval(secs => bound.in_s)
        group by transaction_id, attempt
        order by begun_at desc offset bound.at_most - 1 limit 1) as last
     order by bound.device`;
}
