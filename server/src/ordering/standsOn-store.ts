import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import { json, type Sql } from '../platform/database.ts';

/** A delivered service that is in use, as it stands. */
export type Stander = {
  readonly serviceId: string;
  readonly number: string;
  readonly customer: string;
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
};

/** Services in use whose solution holds any of these patterns (`@>` of jsonb), by their numbers. */
export function deliveredWith(sql: Sql, tenant: string, patterns: readonly object[]): Promise<Stander[]> {
  return sql<Stander>`
    with delivered as (
      select distinct on (i.service_id) i.service_id, i.requirement, i.solution
      from service_order_item i join service_order o on o.tenant = i.tenant and o.id = i.order_id
      where i.tenant = ${tenant} and o.kind = 'request' and i.state = 'completed' and i.action <> 'delete'
        and i.service_id is not null and i.requirement is not null and i.solution is not null
      order by i.service_id, i.order_id desc, i.ordinal desc
    )
    select s.id as "serviceId", s.number, s.customer, d.requirement, d.solution
    from delivered d join service s on s.tenant = ${tenant} and s.id = d.service_id
    where s.state = 'active' and d.solution @> any(${patterns.map(json)}::jsonb[])
    order by s.number`;
}
