import type { Sql, Transaction } from '../platform/database.ts';
import type { SkillRecord } from './types.ts';

/** Writes a record unless there is one, and answers what stands. */
export async function insertSkill(
  tx: Transaction,
  tenant: string,
  { account, skill, evidence, recordedBy }: Omit<SkillRecord, 'recordedAt'>,
): Promise<{ readonly made: boolean; readonly row: SkillRecord }> {
  const made = await tx.sql`
    insert into skill_record (tenant, account, skill, evidence, recorded_by, recorded_at)
    values (${tenant}, ${account}, ${skill}, ${evidence}, ${recordedBy}, domain_now())
    on conflict do nothing returning skill`;
  const [row] = await tx.sql<SkillRecord>`
    select account, skill, evidence, recorded_by as "recordedBy", recorded_at as "recordedAt"
      from skill_record where tenant = ${tenant} and account = ${account} and skill = ${skill}`;
  if (row === undefined) throw new Error(`the skill ${skill} of ${account} was written a moment ago`);
  return { made: made.length > 0, row };
}

/** All records of a tenant. */
export function readSkills(sql: Sql, tenant: string): Promise<SkillRecord[]> {
  return sql<SkillRecord>`
    select account, skill, evidence, recorded_by as "recordedBy", recorded_at as "recordedAt"
      from skill_record where tenant = ${tenant} order by skill, account`;
}
