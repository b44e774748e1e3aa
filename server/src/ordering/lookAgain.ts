import type { AccessPrice, FeasibilityAnswer, Reason, SiteOption } from '@turnup/contract';
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
import { sumMinor } from '../foundation/money.ts';
import { unwrap } from '../foundation/result.ts';
import type { Plans, TransactionalHandler } from '../plan/index.ts';
import type { Transaction } from '../platform/database.ts';
import { needDateOf, worldOf } from './assess.ts';
import type { Delivery } from './delivery.ts';
import { tellInquiry } from './inquire.ts';
import { withStandingUnits } from './joining/offer.ts';
import { offersAsAnswered } from './offers.ts';
import { assumedConfirmation, tellQualification } from './qualify.ts';
import { namesStanding } from './qualifyStanding.ts';
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
  // What is asked of a service that stands was judged as an order would be, and stands on nothing here.
  const looked = found.items.filter(({ item, service }) => good.has(item) && !namesStanding(service));
  for (const item of looked) {
    const reasons = await overtakenBy(delivery, tx, tenant, found, item, because);
    if (reasons.length === 0) continue;
    await writeOvertaken(tx, tenant, id, item.item, reasons);
    told = true;
  }
  if (!told) return;
  if (found.form === 'check')
    await tellQualification(tx, tenant, id, 'CheckServiceQualificationAttributeValueChangeEvent');
  else await tellInquiry(tx, tenant, id, 'QueryServiceQualificationAttributeValueChangeEvent');
}

/** Why an answer no longer holds: it would be a worse one today, or a dearer or later one. */
async function overtakenBy(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { id, form }: Qualification,
  { answer, requirement, reservation }: QualificationItem,
  because: string,
): Promise<Reason[]> {
  if (answer === null) return [];
  const world = await worldOf(delivery, tx.sql, tenant);
  const needed = `${needDateOf(world, requirement)}T00:00:00.000Z`;
  const own = reservation === null ? [] : [reservation];
  const taken = unwrap(await occupancyWithout(delivery, tx, tenant, needed, own));
  const occupancy = await withStandingUnits(tx.sql, tenant, world.catalog, requirement, taken, own);
  const { offers } = await offersAsAnswered(world, tx, tenant, id, requirement);
  const options = {
    offers,
    startDate: assumedConfirmation(world),
    occupancy,
    provideAlternative: answer.result === 'alternate',
  };
  const [judged] = await delivery.judge(world, tenant, [{ requirement, options }]);
  if (judged === undefined) throw new Error('a question without an answer');
  const held: Telling = (instead, parameters) => ({
    code: 'NO_LONGER_HOLDS',
    message: `The answer no longer holds: ${because}; ${instead}. Ask again.`,
    parameters: { ...parameters, since: world.now },
  });
  if (!judged.ok) return [held(judged.fault.message, {})];
  const now = judged.value.answer;
  const atSites = form === 'query' ? sitesOvertaken(answer, now, held) : [];
  return [...overtakenWhole(answer, now, held), ...atSites];
}

/** Says that an answer no longer holds, and what is true instead. */
type Telling = (instead: string, parameters: NonNullable<Reason['parameters']>) => Reason;

/** Why the answer for the service as a whole no longer holds. */
function overtakenWhole(answer: FeasibilityAnswer, now: FeasibilityAnswer, held: Telling): Reason[] {
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

/** Why the answers of a query for its sites no longer hold: nothing reaches one any more, or at a higher cost. */
function sitesOvertaken(answer: FeasibilityAnswer, now: FeasibilityAnswer, held: Telling): Reason[] {
  const firstNow = new Map(now.siteOptions.map(({ site, options: [first] }) => [site, first]));
  return answer.siteOptions.flatMap(({ site, options: [first] }) => {
    if (first === undefined) return [];
    const present = firstNow.get(site);
    if (present === undefined) return [held(`asked now, nothing reaches ${site}`, { site })];
    const [before, after] = [costOf(first), costOf(present)];
    return after.oneOffMinor > before.oneOffMinor || after.monthlyMinor > before.monthlyMinor
      ? [held(`asked now, the access of ${site} costs more`, { site, ...after })]
      : [];
  });
}

function costOf({ legs }: SiteOption): AccessPrice {
  return {
    oneOffMinor: sumMinor(
      legs.flatMap((leg) => [leg.portCostMinor, leg.buildCostMinor, leg.partnerOneOffMinor]),
    ),
    monthlyMinor: sumMinor(legs.map((leg) => leg.monthlyCostMinor)),
  };
}
