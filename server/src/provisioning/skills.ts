import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { insertSkill, readSkills } from './skills-store.ts';
import type { SkillRecord } from './types.ts';

/** Records that somebody has learnt something. Doing it twice changes nothing and answers the first record. */
export async function recordSkill(
  tx: Transaction,
  tenant: string,
  record: Omit<SkillRecord, 'recordedAt'>,
  known: { readonly accounts: ReadonlySet<string>; readonly skills: ReadonlySet<string> },
): Promise<Result<SkillRecord>> {
  const faults = [
    ...(known.accounts.has(record.account)
      ? []
      : [{ path: '/account', message: `${record.account} is in no team` }]),
    ...(known.skills.has(record.skill)
      ? []
      : [{ path: '/skill', message: `nothing needs the skill ${record.skill}` }]),
  ];
  if (faults.length > 0)
    return refuse(422, 'UNKNOWN_SKILL', faults.map((fault) => fault.message).join('; '), faults);
  const { made, row } = await insertSkill(tx, tenant, record);
  if (made)
    await recordFacts(tx, tenant, [
      {
        type: 'SkillRecordCreateEvent',
        domain: 'provisioning',
        aggregate: { kind: 'skillRecord', id: `${row.account}/${row.skill}` },
        resource: 'skillRecord',
        body: { ...row },
      },
    ]);
  return ok(row);
}

/** All skills that were evidenced. */
export function listSkills(sql: Sql, tenant: string): Promise<readonly SkillRecord[]> {
  return readSkills(sql, tenant);
}
