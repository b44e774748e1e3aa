import type { AugmentationState, CapacityConsumer } from '@turnup/contract';
import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Augmentation } from './types.ts';

type Row = {
  id: string;
  number: string;
  state: AugmentationState;
  link: string;
  modules: Augmentation['modules'];
  adds_kbps: number;
  cost_minor: number;
  working_days: number;
  revocable_working_days: number;
  ready_date: string;
  point_of_no_return: string | null;
  certified_gap_percent: number;
  cancellation_offered: string | null;
  resource_order_id: string | null;
  ordered_date: string | null;
  completed_date: string | null;
  updated_at: string;
  shares: Augmentation['shares'];
};

/** As kept, with what the resource does not tell. */
export type StoredAugmentation = Augmentation & { readonly revocableWorkingDays: number };

function augmentationOf(row: Row): StoredAugmentation {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    link: row.link,
    modules: row.modules,
    addsKbps: row.adds_kbps,
    costMinor: row.cost_minor,
    workingDays: row.working_days,
    revocableWorkingDays: row.revocable_working_days,
    readyDate: row.ready_date,
    ...(row.point_of_no_return !== null && { pointOfNoReturn: row.point_of_no_return }),
    certifiedGapPercent: row.certified_gap_percent,
    ...(row.cancellation_offered !== null && { cancellationOffered: row.cancellation_offered }),
    resourceOrderId: row.resource_order_id,
    ...(row.ordered_date !== null && { orderedDate: row.ordered_date }),
    ...(row.completed_date !== null && { completedDate: row.completed_date }),
    updatedAt: row.updated_at,
    shares: row.shares,
  };
}

/** What narrows a list of augmentations. Absent members do not narrow. */
export type AugmentationFilter = {
  readonly ids?: readonly string[];
  readonly states?: readonly AugmentationState[];
  readonly links?: readonly string[];
  readonly consumer?: CapacityConsumer;
  readonly resourceOrder?: string;
};

/** Augmentations with their shares, by number. */
export async function readAugmentations(
  sql: Sql,
  tenant: string,
  filter: AugmentationFilter,
): Promise<StoredAugmentation[]> {
  const rows = await sql<Row>`
    select a.*,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'consumer', jsonb_build_object('kind', s.consumer_kind, 'id', s.consumer_id), 'demands', s.demands,
          'needDate', s.need_date, 'linkKbps', s.link_kbps, 'shareMinor', s.share_minor) order by s.position), '[]')
        from capacity_augmentation_share s where s.tenant = a.tenant and s.augmentation = a.id) as shares
    from capacity_augmentation a
    where a.tenant = ${tenant}
      and a.id = any(coalesce(${(filter.ids ?? null) as string[] | null}::text[], array[a.id]))
      and a.state = any(coalesce(${(filter.states ?? null) as string[] | null}::text[], array[a.state]))
      and a.link = any(coalesce(${(filter.links ?? null) as string[] | null}::text[], array[a.link]))
      and (${filter.resourceOrder ?? null}::text is null or a.resource_order_id = ${filter.resourceOrder ?? null})
      and (${filter.consumer?.id ?? null}::text is null or exists (
        select from capacity_augmentation_share s where s.tenant = a.tenant and s.augmentation = a.id
          and s.consumer_kind = ${filter.consumer?.kind ?? null} and s.consumer_id = ${filter.consumer?.id ?? null}))
    order by a.number limit 10000`;
  return rows.map(augmentationOf);
}

/** Locks every augmentation of a tenant that is not over, in one order: whoever changes shares changes many. */
export async function lockOpenAugmentations(tx: Transaction, tenant: string): Promise<StoredAugmentation[]> {
  await tx.sql`
    select id from capacity_augmentation where tenant = ${tenant} and state in ('proposed', 'ordered')
    order by id for update`;
  return readAugmentations(tx.sql, tenant, { states: ['proposed', 'ordered'] });
}

/** Locks one augmentation until the transaction ends. */
export async function lockAugmentation(tx: Transaction, tenant: string, id: string): Promise<void> {
  await tx.sql`select from capacity_augmentation where tenant = ${tenant} and id = ${id} for update`;
}

/** Writes an augmentation with its shares, in place of what there was. */
export async function writeAugmentation(
  tx: Transaction,
  tenant: string,
  one: StoredAugmentation,
): Promise<void> {
  await tx.sql`
    insert into capacity_augmentation as a (tenant, id, number, state, link, modules, adds_kbps, cost_minor, working_days,
      revocable_working_days, ready_date, point_of_no_return, certified_gap_percent, cancellation_offered,
      resource_order_id, ordered_date, completed_date, updated_at)
    values (${tenant}, ${one.id}, ${one.number}, ${one.state}, ${one.link}, ${json(one.modules)}::jsonb, ${one.addsKbps},
      ${one.costMinor}, ${one.workingDays}, ${one.revocableWorkingDays}, ${one.readyDate},
      ${one.pointOfNoReturn ?? null}, ${one.certifiedGapPercent}, ${one.cancellationOffered ?? null},
      ${one.resourceOrderId}, ${one.orderedDate ?? null}, ${one.completedDate ?? null}, ${one.updatedAt})
    on conflict (tenant, id) do update set state = excluded.state, modules = excluded.modules,
      adds_kbps = excluded.adds_kbps, cost_minor = excluded.cost_minor, working_days = excluded.working_days,
      revocable_working_days = excluded.revocable_working_days, ready_date = excluded.ready_date,
      point_of_no_return = excluded.point_of_no_return, certified_gap_percent = excluded.certified_gap_percent,
      cancellation_offered = excluded.cancellation_offered, resource_order_id = excluded.resource_order_id,
      ordered_date = excluded.ordered_date, completed_date = excluded.completed_date, updated_at = excluded.updated_at`;
  await tx.sql`delete from capacity_augmentation_share where tenant = ${tenant} and augmentation = ${one.id}`;
  await tx.sql`
    insert into capacity_augmentation_share
      (tenant, augmentation, consumer_kind, consumer_id, position, need_date, demands, link_kbps, share_minor)
    select ${tenant}, ${one.id}, s.share->'consumer'->>'kind', s.share->'consumer'->>'id', s.position,
      (s.share->>'needDate')::date, s.share->'demands', (s.share->>'linkKbps')::bigint, (s.share->>'shareMinor')::bigint
    from jsonb_array_elements(${json(one.shares)}::jsonb) with ordinality as s(share, position)`;
}
