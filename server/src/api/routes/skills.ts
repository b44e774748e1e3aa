import { SkillRecordCreate } from '@turnup/contract';
import { ok, unwrap } from '../../foundation/result.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { listSkills, recordSkill } from '../../provisioning/index.ts';
import { type Application, may } from '../application.ts';

/** Evidence of training: who has learnt what equipment asks of those who operate it. */
export function skillRoutes({ database, delivery }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/skillRecord',
      access: may('work.read'),
      summary: 'Training that was evidenced, by skill and account',
      handle: async ({ context }) =>
        ok({ status: 200, body: await listSkills(database.sql, context.tenant) }),
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/skillRecord',
      access: may('work.dispatch'),
      summary: 'Record that somebody has learnt what equipment asks for, with the evidence',
      body: SkillRecordCreate,
      async handle({ body, context }) {
        const catalog = await delivery.catalog(database.sql, context.tenant);
        const known = {
          accounts: new Set(
            [...catalog.of('team').values()].flatMap((team) => team.members.map(({ account }) => account)),
          ),
          skills: new Set(
            [...catalog.of('cpeModel').values()].flatMap((model) => model.operatorSkill?.skill ?? []),
          ),
        };
        const record = await database.transaction(async (tx) => {
          const made = unwrap(
            await recordSkill(tx, context.tenant, { ...body, recordedBy: context.account }, known),
          );
          await recordAudit(tx, context.tenant, [
            {
              account: context.account,
              action: 'skillRecord.create',
              object: { kind: 'skillRecord', id: `${made.account}/${made.skill}` },
              detail: { evidence: made.evidence },
              trace: context.trace,
            },
          ]);
          return made;
        });
        return ok({ status: 201, body: record });
      },
    }),
  ];
}
