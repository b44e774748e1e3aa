import type { DesignState, ServiceDesign } from '@turnup/contract';
import { json, type Sql, type Transaction } from '../platform/database.ts';
import { demandsOf } from './demand.ts';
import { replaceDemands } from './demand-store.ts';

/** A version as it is kept: the resource, with everyone who had a hand in it. */
export type StoredDesign = { readonly design: ServiceDesign; readonly authors: readonly string[] };

/** A design without what makes it large. */
export type DesignSummary = Omit<ServiceDesign, 'alternatives' | 'rejected' | 'approvals'>;

/** What narrows a list of designs. Absent members do not narrow. */
export type DesignFilter = {
  readonly state?: DesignState | undefined;
  readonly mode?: ServiceDesign['mode'] | undefined;
  readonly customer?: string | undefined;
  readonly openedFor?: ServiceDesign['openedFor'] | undefined;
};

type SummaryRow = {
  id: string;
  number: string;
  opened_kind: ServiceDesign['openedFor']['kind'];
  opened_id: string;
  version: number;
  mode: ServiceDesign['mode'];
  state: DesignState;
  requirement: ServiceDesign['requirement'];
  requirement_hash: string;
  classification: ServiceDesign['classification'];
  chosen_alternative: string | null;
  open_gates: ServiceDesign['openGates'];
  written: NonNullable<ServiceDesign['written']>;
  author: string | null;
  valid_until: string | null;
  created_at: string;
  updated_at: string;
};
type Row = SummaryRow & {
  authors: string[];
  alternatives: ServiceDesign['alternatives'];
  rejected: ServiceDesign['rejected'];
  approvals: (Omit<ServiceDesign['approvals'][number], 'reason'> & { reason: string | null })[];
};

function summaryOf(row: SummaryRow): DesignSummary {
  return {
    id: row.id,
    number: row.number,
    href: `/turnup/v1/serviceDesign/${row.id}`,
    version: row.version,
    mode: row.mode,
    state: row.state,
    requirement: row.requirement,
    requirementHash: row.requirement_hash,
    classification: row.classification,
    ...(row.chosen_alternative !== null && { chosenAlternative: row.chosen_alternative }),
    ...(Object.keys(row.written).length > 0 && { written: row.written }),
    ...(row.author !== null && { author: row.author }),
    openGates: row.open_gates,
    ...(row.valid_until !== null && { validUntil: row.valid_until }),
    openedFor: { kind: row.opened_kind, id: row.opened_id },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function storedOf(row: Row): StoredDesign {
  const approvals = row.approvals.map(({ reason, at, ...rest }) => ({
    ...rest,
    at: new Date(at).toISOString(),
    ...(reason !== null && { reason }),
  }));
  return {
    design: { ...summaryOf(row), alternatives: row.alternatives, rejected: row.rejected, approvals },
    authors: row.authors,
  };
}

/** The present instant of the domain clock. Read it after the design is locked. */
export async function domainNow(tx: Transaction): Promise<string> {
  const [row] = await tx.sql<{ now: string }>`select domain_now()::timestamptz(3) as now`;
  if (row === undefined) throw new Error('the domain clock gave no instant');
  return row.now;
}

/** Writes the head of a new design. Its first version follows. */
export async function insertDesign(
  tx: Transaction,
  tenant: string,
  head: Pick<ServiceDesign, 'id' | 'number' | 'openedFor' | 'createdAt'>,
): Promise<void> {
  await tx.sql`
    insert into service_design
      (tenant, id, number, opened_kind, opened_id, current_version, created_at, delivered_by)
    values (${tenant}, ${head.id}, ${head.number}, ${head.openedFor.kind}, ${head.openedFor.id}, 1, ${head.createdAt},
      ${head.openedFor.kind === 'serviceOrder' ? head.openedFor.id : null})`;
}

/** Writes a version and makes it the current one. */
export async function insertVersion(
  tx: Transaction,
  tenant: string,
  { design, authors }: StoredDesign,
): Promise<void> {
  await tx.sql`
    insert into service_design_version
      (tenant, design, version, mode, state, customer, service_specification, requirement, requirement_hash,
       classification, alternatives, rejected, chosen_alternative, open_gates, written, author, authors,
       valid_until, created_at, updated_at)
    values
      (${tenant}, ${design.id}, ${design.version}, ${design.mode}, ${design.state}, ${design.requirement.customer},
       ${design.requirement.serviceSpecification}, ${json(design.requirement)}::jsonb, ${design.requirementHash},
       ${json(design.classification)}::jsonb, ${json(design.alternatives)}::jsonb, ${json(design.rejected)}::jsonb,
       ${design.chosenAlternative ?? null}, ${json(design.openGates)}::jsonb, ${json(design.written ?? {})}::jsonb,
       ${design.author ?? null}, ${authors}, ${design.validUntil ?? null}, ${design.createdAt}, ${design.updatedAt})`;
  await tx.sql`
    update service_design set current_version = ${design.version} where tenant = ${tenant} and id = ${design.id}`;
  await replaceDemands(tx, tenant, design.id, demandsOf(design));
}

/** The designs opened for a question or an order, in the order of their locks. */
export async function designsOpenedFor(
  sql: Sql,
  tenant: string,
  openedFor: Pick<ServiceDesign['openedFor'], 'kind' | 'id'>,
): Promise<readonly string[]> {
  const rows = await sql<{ id: string }>`
    select id from service_design
     where tenant = ${tenant} and opened_kind = ${openedFor.kind} and opened_id = ${openedFor.id} order by id`;
  return rows.map((row) => row.id);
}

/** Writes what may move in a version: choice, gates, authors and state. */
export async function updateVersion(
  tx: Transaction,
  tenant: string,
  { design, authors }: StoredDesign,
): Promise<void> {
  await tx.sql`
    update service_design_version
    set state = ${design.state}, chosen_alternative = ${design.chosenAlternative ?? null},
        open_gates = ${json(design.openGates)}::jsonb, written = ${json(design.written ?? {})}::jsonb, author = ${design.author ?? null}, authors = ${authors},
        updated_at = ${design.updatedAt}
    where tenant = ${tenant} and design = ${design.id} and version = ${design.version}`;
  await replaceDemands(tx, tenant, design.id, demandsOf(design));
}

/** Appends a decision on a version. */
export async function insertDecision(
  tx: Transaction,
  tenant: string,
  design: ServiceDesign,
  decision: ServiceDesign['approvals'][number],
): Promise<void> {
  await tx.sql`
    insert into service_design_decision
      (tenant, design, version, position, account, decided_at, decision, reason, waivers)
    values (${tenant}, ${design.id}, ${design.version}, ${design.approvals.length + 1}, ${decision.by}, ${decision.at},
      ${decision.decision}, ${decision.reason ?? null}, ${decision.waivers})`;
}

/** Locks a design until the transaction ends and reads its current version. */
export async function lockDesign(
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<StoredDesign | undefined> {
  const [head] = await tx.sql<{ current_version: number }>`
    select current_version from service_design where tenant = ${tenant} and id = ${id} for update`;
  return head === undefined ? undefined : readVersion(tx.sql, tenant, id, head.current_version);
}

/** A version of a design; the current one when no version is named. */
export async function readVersion(
  sql: Sql,
  tenant: string,
  id: string,
  version?: number,
): Promise<StoredDesign | undefined> {
  const [row] = await sql<Row>`
    select d.id, d.number, d.opened_kind, d.opened_id, v.version, v.mode, v.state, v.requirement, v.requirement_hash,
      v.classification, v.chosen_alternative, v.open_gates, v.written, v.author, v.valid_until, v.created_at, v.updated_at,
      v.authors, v.alternatives, v.rejected,
      (select coalesce(jsonb_agg(jsonb_build_object('by', c.account, 'at', c.decided_at, 'decision', c.decision,
          'reason', c.reason, 'waivers', to_jsonb(c.waivers)) order by c.position), '[]')
        from service_design_decision c
        where c.tenant = v.tenant and c.design = v.design and c.version = v.version) as approvals
    from service_design d
    join service_design_version v on v.tenant = d.tenant and v.design = d.id
      and v.version = coalesce(${version ?? null}::integer, d.current_version)
    where d.tenant = ${tenant} and d.id = ${id}`;
  return row === undefined ? undefined : storedOf(row);
}

/** All versions of a design in brief, the newest first. */
export async function readVersions(sql: Sql, tenant: string, id: string): Promise<DesignSummary[]> {
  const rows = await sql<SummaryRow>`
    select d.id, d.number, d.opened_kind, d.opened_id, v.version, v.mode, v.state, v.requirement, v.requirement_hash,
      v.classification, v.chosen_alternative, v.open_gates, v.written, v.author, v.valid_until, v.created_at, v.updated_at
    from service_design d join service_design_version v on v.tenant = d.tenant and v.design = d.id
    where d.tenant = ${tenant} and d.id = ${id} order by v.version desc`;
  return rows.map(summaryOf);
}

/** Current versions in brief, the newest first. */
export async function readSummaries(
  sql: Sql,
  tenant: string,
  filter: DesignFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<DesignSummary[]> {
  const rows = await sql<SummaryRow>`
    select d.id, d.number, d.opened_kind, d.opened_id, v.version, v.mode, v.state, v.requirement, v.requirement_hash,
      v.classification, v.chosen_alternative, v.open_gates, v.written, v.author, v.valid_until, v.created_at, v.updated_at
    from service_design d
    join service_design_version v on v.tenant = d.tenant and v.design = d.id and v.version = d.current_version
    where d.tenant = ${tenant}
      and v.state = coalesce(${filter.state ?? null}, v.state)
      and v.mode = coalesce(${filter.mode ?? null}, v.mode)
      and v.customer = coalesce(${filter.customer ?? null}, v.customer)
      and d.opened_kind = coalesce(${filter.openedFor?.kind ?? null}, d.opened_kind)
      and d.opened_id = coalesce(${filter.openedFor?.id ?? null}, d.opened_id)
    order by v.updated_at desc, d.id desc limit ${page.limit} offset ${page.offset}`;
  return rows.map(summaryOf);
}

/** How many current versions the filter lets through. */
export async function countSummaries(sql: Sql, tenant: string, filter: DesignFilter): Promise<number> {
  const [row] = await sql<{ count: number }>`
    select count(*) as count
    from service_design d
    join service_design_version v on v.tenant = d.tenant and v.design = d.id and v.version = d.current_version
    where d.tenant = ${tenant}
      and v.state = coalesce(${filter.state ?? null}, v.state)
      and v.mode = coalesce(${filter.mode ?? null}, v.mode)
      and v.customer = coalesce(${filter.customer ?? null}, v.customer)
      and d.opened_kind = coalesce(${filter.openedFor?.kind ?? null}, d.opened_kind)
      and d.opened_id = coalesce(${filter.openedFor?.id ?? null}, d.opened_id)`;
  return row?.count ?? 0;
}

/**
 * The id of the design to deliver a requirement by at an instant: its current version answers that very requirement, is
 * approved or a feasibility design that is neither rejected nor superseded, and is good. Committed before feasibility,
 * approved before open, newest first.
 */
export async function matchingId(
  sql: Sql,
  tenant: string,
  requirementHash: string,
  at: string,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }>`
    select d.id from service_design d
    join service_design_version v on v.tenant = d.tenant and v.design = d.id and v.version = d.current_version
    where v.tenant = ${tenant} and v.requirement_hash = ${requirementHash}
      and (v.state = 'approved' or (v.mode = 'feasibility' and v.state in ('draft', 'inReview')))
      and (v.valid_until is null or v.valid_until > ${at}::timestamptz)
    order by (v.mode = 'committed') desc, (v.state = 'approved') desc, v.updated_at desc, d.id desc limit 1`;
  return row?.id;
}
