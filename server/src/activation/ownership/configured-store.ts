import type { Sql } from '../../platform/database.ts';

/** What the devices have of a service, by the records, after its last change has ended. */
export type ConfiguredService = {
  readonly tenant: string;
  readonly serviceId: string;
  /** The last completed transaction. */
  readonly transactionId: string;
  /** When it ended, on the real clock. */
  readonly endedAt: string;
  /** Devices on which the service owns something now. */
  readonly devices: readonly string[];
};

/**
 * Services whose configuration has changed for good since an instant, and was left alone for `restS` seconds: none of
 * their transactions is open. In the order in which they ended, of one tenant or of all.
 */
export function configuredServices(
  sql: Sql,
  query: {
    readonly tenant: string | null;
    readonly endedAfter: string;
    readonly restS: number;
    readonly limit: number;
  },
): Promise<ConfiguredService[]> {
  return sql<ConfiguredService>`
    with last as (
      select distinct on (t.tenant, s.service_id) t.tenant, s.service_id, t.id, t.ended_at
        from network_transaction t cross join lateral unnest(array[t.service_id] || t.other_services) as s(service_id)
       where t.state = 'completed' and t.ended_at > ${query.endedAfter}::timestamptz
         and (${query.tenant}::text is null or t.tenant = ${query.tenant}::text)
       order by t.tenant, s.service_id, t.ended_at desc, t.id desc
    )
    select l.tenant, l.service_id as "serviceId", l.id as "transactionId", l.ended_at as "endedAt",
           array(select distinct o.device from configuration_owner o
                  where o.tenant = l.tenant and o.service_id = l.service_id order by o.device) as devices
      from last l
     where l.ended_at < clock_timestamp() - make_interval(secs => ${query.restS})
       and not exists (select from network_transaction open
                        where open.tenant = l.tenant and l.service_id = any(array[open.service_id] || open.other_services) and open.ended_at is null)
     order by l.ended_at, l.tenant, l.service_id limit ${query.limit}::int`;
}
