import type { PlannedActivity, ServiceDesign } from '@turnup/contract';
import { formatMinor } from '../foundation/money.ts';
import { sectionsOf } from './written.ts';

/** One thing that two versions say otherwise; null where one of them does not say it. */
export type Difference = {
  /** Where it stands: `plan/finishDate`, `compliance/LATENCY:A:B`. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
};

/** What the chosen alternatives of two versions of a design say otherwise, in the order of the document. */
export function differencesOf(before: ServiceDesign, after: ServiceDesign): Difference[] {
  const [one, other] = [statementsOf(before), statementsOf(after)];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((path) => {
    const [was, is] = [one.get(path) ?? null, other.get(path) ?? null];
    return was === is ? [] : [{ path, before: was, after: is }];
  });
}

/** Everything that a version says of its chosen alternative, as text by its place. */
function statementsOf(design: ServiceDesign): ReadonlyMap<string, string> {
  const chosen = design.alternatives.find(({ id }) => id === design.chosenAlternative);
  const currency = chosen?.budget?.currency ?? design.requirement.commercial?.currency;
  const money = (minor: number): string => formatMinor(minor, currency);
  const said = new Map<string, string>([
    ['mode', design.mode],
    ['requirementHash', design.requirementHash],
  ]);
  if (chosen === undefined) return said;
  for (const { site, legs } of chosen.sites)
    for (const [index, leg] of legs.entries())
      said.set(
        `sites/${site}/${index + 1}`,
        `${leg.partner ?? leg.link ?? leg.kind} on ${leg.node} ${leg.port}`,
      );
  for (const { site, model, quantity, standing } of chosen.cpe)
    said.set(
      `equipment/${site}`,
      standing === undefined ? `${quantity} × ${model}` : `${model} ${standing.serial}, which stands there`,
    );
  for (const route of chosen.routes)
    said.set(
      `routes/${route.from}/${route.to}/${route.role}`,
      `${route.core.nodes.join(' ')}, ${route.roundTripUs} us`,
    );
  for (const { site, percent } of chosen.availability) said.set(`availability/${site}`, `${percent} %`);
  for (const { from, to, rate, date, source } of chosen.exchangeRates ?? [])
    said.set(`money/rates/${from}/${to}`, `${rate} of ${date}, ${source}`);
  said.set('money/capex', money(chosen.capexMinor));
  said.set('money/monthly', money(chosen.monthlyCostMinor));
  if (chosen.business !== undefined) said.set('money/netPresentValue', money(chosen.business.npvMinor));
  said.set('plan/finishDate', chosen.plan.finishDate);
  said.set('plan/workingDays', `${chosen.plan.workingDays}`);
  said.set('plan/criticalPath', chosen.plan.criticalPath.join(' → '));
  for (const { reason, by, version } of design.written?.planEdits ?? [])
    said.set(`plan/edits/${version}`, `${by}: ${reason}`);
  for (const activity of chosen.plan.activities)
    said.set(`plan/activities/${activity.key}`, activityText(activity));
  for (const line of chosen.compliance)
    said.set(`compliance/${line.id}`, `${line.met ? 'met' : 'not met'}: ${line.value}`);
  for (const risk of chosen.risks)
    said.set(
      `risks/${risk.code}/${risk.site ?? ''}`,
      `${risk.exposureWorkingDays} days, ${money(risk.exposureMinor)}`,
    );
  const { operationalMethod, qualityObjectives } = sectionsOf(design);
  for (const { site, ...method } of operationalMethod)
    for (const [name, text] of Object.entries(method)) said.set(`operationalMethod/${site}/${name}`, text);
  for (const { site, parameter, threshold, target, unit } of qualityObjectives)
    said.set(`qualityObjectives/${site}/${parameter}`, `${target} ${unit}, warns at ${threshold}`);
  return said;
}

/** An activity in a line: how long, whose, after what, on which calendar, and when. */
function activityText(activity: PlannedActivity): string {
  const { durationWorkingDays, threePoint, owner, calendar, after, startDate, finishDate } = activity;
  const points = threePoint === undefined ? '' : ` (${threePoint.best} to ${threePoint.worst})`;
  const behind = after.length === 0 ? '' : `, after ${after.join(', ')}`;
  return `${durationWorkingDays} working days${points} of ${owner.code ?? owner.kind} by ${calendar}${behind}: ${startDate} to ${finishDate}`;
}
