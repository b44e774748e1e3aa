import type { Reason } from '@turnup/contract';
import type { ResourceChange } from '../design/index.ts';
import {
  getQualification,
  goodItems,
  markStandingOn,
  type Qualification,
  type QualificationItem,
  unmark,
  writeOvertaken,
} from '../feasibility/index.ts';
import { unwrap } from '../foundation/result.ts';
import type { Plans, TransactionalHandler } from '../plan/index.ts';
import type { Transaction } from '../platform/database.ts';
import { judge, needDateOf, worldOf } from './assess.ts';
import type { Delivery } from './delivery.ts';
import { offersAsAnswered } from './offers.ts';
import { assumedConfirmation, tellQualification } from './qualify.ts';
import { occupancyWithout } from './reserve.ts';

const lookAgainKind = 'qualification.lookAgain@1';

/** Has the answers judged anew that stand on something that has changed: those that no longer hold are told. */
export async function lookAgain(
  plans: Plans,
  tx: Transaction,
  tenant: string,
  { kind, keys, because, owner }: ResourceChange,
): Promise<void> {
  if (keys.length === 0) return;
  for (const id of await markStandingOn(tx, tenant, kind, keys, owner ?? null))
    unwrap(
      await plans.createPlan(tx, tenant, {
        subject: { kind: 'serviceQualificationAnswer', id },
        tasks: [
          {
            key: 'look',
            kind: lookAgainKind,
            input: { because: `${keys[0]} ${because}` },
            activity: 'LOOK_AGAIN',
            label: 'Judge the answer anew',
            after: [],
            owner: { kind: 'system', ref: null },
          },
        ],
      }),
    );
}

/** Judges answers anew, and tells those that no longer hold, once. */
export function lookAgainHandler(delivery: Delivery): TransactionalHandler {
  return {
    kind: lookAgainKind,
    mode: 'transactional',
    async run(tx, attempts) {
      for (const { tenant, subject, input } of attempts)
        await judgeAnew(delivery, tx, tenant, subject.id, (input as { because: string }).because);
      return attempts.map(() => ({ kind: 'completed', output: null }));
    },
  };
}

async function judgeAnew(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  id: string,
  because: string,
): Promise<void> {
  await unmark(tx, tenant, id);
  const found = await getQualification(tx.sql, tenant, id);
  const good = await goodItems(tx.sql, tenant, id);
  if (found === undefined || good.size === 0) return;
  let told = false;
  for (const item of found.items.filter((one) => good.has(one.item))) {
    const reasons = await overtakenBy(delivery, tx, tenant, found, item, because);
    if (reasons.length === 0) continue;
    await writeOvertaken(tx, tenant, id, item.item, reasons);
    told = true;
  }
  if (told) await tellQualification(tx, tenant, id, 'CheckServiceQualificationAttributeValueChangeEvent');
}

/** Why an answer no longer holds: it would be a worse one today, or a dearer or later one. */
async function overtakenBy(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { id }: Qualification,
  { answer, requirement, reservation }: QualificationItem,
  because: string,
): Promise<Reason[]> {
  if (answer === null) return [];
  const world = await worldOf(delivery, tx.sql, tenant);
  const needed = `${needDateOf(world, requirement)}T00:00:00.000Z`;
  const own = reservation === null ? [] : [reservation];
  const occupancy = unwrap(await occupancyWithout(delivery, tx, tenant, needed, own));
  const { offers } = await offersAsAnswered(world, tx, tenant, id);
  const judged = judge(world, requirement, {
    offers,
    startDate: assumedConfirmation(world),
    occupancy,
    provideAlternative: answer.result === 'alternate',
  });
  const held = (instead: string, parameters: NonNullable<Reason['parameters']>): Reason => ({
    code: 'NO_LONGER_HOLDS',
    message: `The answer no longer holds: ${because}; ${instead}. Ask again.`,
    parameters: { ...parameters, since: world.now },
  });
  if (!judged.ok) return [held(judged.fault.message, {})];
  const now = judged.value.answer;
  const worse = ['qualified', 'alternate', 'unqualified'] as const;
  if (worse.indexOf(now.result) > worse.indexOf(answer.result))
    return [held(`asked now, it is ${now.result}`, { result: now.result }), ...now.reasons];
  if (now.price !== undefined && answer.price !== undefined) {
    const { oneOffMinor, monthlyMinor } = now.price;
    if (oneOffMinor > answer.price.oneOffMinor || monthlyMinor > answer.price.monthlyMinor)
      return [held('asked now, it costs more', { oneOffMinor, monthlyMinor })];
  }
  const workingDays = now.intervalWorkingDays ?? 0;
  return workingDays > (answer.intervalWorkingDays ?? workingDays)
    ? [held(`asked now, it takes ${workingDays} working days`, { workingDays })]
    : [];
}
