import type { ActivityTemplate, PlanTemplate } from '@turnup/contract';
import { RefusalError } from '../foundation/result.ts';
import { topologicalOrder } from '../foundation/topological.ts';
import { type Facts, holds } from './conditions.ts';
import type { Placed } from './planTypes.ts';
import { ancestorsOf } from './precedence.ts';
import { type SiteSubject, siteFacts } from './siteFacts.ts';

/** A template laid over the sites of one service: which lines are there, and what comes before and after what. */
export type TemplateNetwork = {
  readonly placed: readonly Placed[];
  /**
   * Keys of what comes before: what the template names, and what lines that a site does not have hand on. Of the
   * latter those are left out that another predecessor waits for anyway.
   */
  predecessorsOf(placed: Placed): readonly string[];
  /** Whether nothing else of the same site comes after it. */
  isLastAtSite(placed: Placed): boolean;
  /**
   * The activities that a pattern means: a template key (of one site, or of all), or the key of an activity. What a
   * site does not have stands for what comes after it. Undefined when the template knows no such key.
   */
  activitiesNamed(pattern: string, site: string | undefined): readonly string[] | undefined;
};

/** The key of a line at its site. */
export function keyOf({ template, subject }: Placed): string {
  return subject === undefined ? template.key : template.key.replaceAll('{site}', subject.shortCode);
}

/** Lays a template over sites. Throws a refusal (422) when the template contradicts itself. */
export function templateNetwork(
  template: PlanTemplate,
  subjects: readonly SiteSubject[],
  serviceFacts: Facts = {},
): TemplateNetwork {
  checkTemplate(template);
  const lines = new Map(template.activities.map((line) => [line.key, line]));
  const facts = new Map(subjects.map((subject) => [subject, siteFacts(subject)]));
  const there = new Map(
    template.activities.map((line) => [
      line,
      new Set(
        line.per === 'site' ? subjects.filter((subject) => holds(line.when, facts.get(subject) ?? {})) : [],
      ),
    ]),
  );
  const without = new Set(
    template.activities.filter((line) => line.per === 'service' && !holds(line.when, serviceFacts)),
  );
  const has = (line: ActivityTemplate, subject: SiteSubject | undefined): boolean =>
    line.per === 'service'
      ? !without.has(line)
      : subject !== undefined && (there.get(line)?.has(subject) ?? false);
  const before = (line: ActivityTemplate): readonly ActivityTemplate[] =>
    line.after.flatMap((key) => lines.get(key) ?? []);
  const after = (line: ActivityTemplate): readonly ActivityTemplate[] =>
    template.activities.filter((other) => other.after.includes(line.key));
  const backward = follower(before, has, subjects);
  const forward = follower(after, has, subjects);
  const placed = template.activities.flatMap((line): Placed[] =>
    line.per === 'service'
      ? has(line, undefined)
        ? [{ template: line }]
        : []
      : subjects.filter((subject) => has(line, subject)).map((subject) => ({ template: line, subject })),
  );
  const byKey = new Map(placed.map((each) => [keyOf(each), each]));
  const earlier = new Map(template.activities.map((line) => [line, ancestorsOf([line.key], lines)]));
  const precedes = (one: Placed, other: Placed): boolean =>
    (earlier.get(other.template)?.has(one.template.key) ?? false) &&
    (one.subject === undefined || one.subject === other.subject);
  return {
    placed,
    predecessorsOf({ template: line, subject }) {
      const named = new Set(line.after);
      const found = [...union(before(line).map((other) => backward(other, subject)))].flatMap(
        (key) => byKey.get(key) ?? [],
      );
      const kept = found.filter(
        (each) => named.has(each.template.key) || !found.some((other) => precedes(each, other)),
      );
      return kept.map(keyOf);
    },
    isLastAtSite: ({ template: line, subject }) =>
      subject !== undefined &&
      template.activities.every(
        (other) => other.per === 'service' || !has(other, subject) || !earlier.get(other)?.has(line.key),
      ),
    activitiesNamed(pattern, site) {
      if (byKey.has(pattern)) return [pattern];
      const line = lines.get(pattern);
      if (line === undefined) return undefined;
      return [
        ...forward(
          line,
          subjects.find((subject) => subject.requirement.site === site),
        ),
      ];
    },
  };
}

type Follow = (line: ActivityTemplate, subject: SiteSubject | undefined) => ReadonlySet<string>;

/**
 * Finds the activities that a line stands for, seen from a site or from the service: itself where it is there,
 * otherwise what `next` of it stands for. Remembers, since many lines ask the same.
 */
function follower(
  next: (line: ActivityTemplate) => readonly ActivityTemplate[],
  has: (line: ActivityTemplate, subject: SiteSubject | undefined) => boolean,
  subjects: readonly SiteSubject[],
): Follow {
  const known = new Map<ActivityTemplate, Map<SiteSubject | undefined, ReadonlySet<string>>>();
  const follow: Follow = (line, subject) => {
    const ofLine = known.get(line) ?? new Map<SiteSubject | undefined, ReadonlySet<string>>();
    known.set(line, ofLine);
    let found = ofLine.get(subject);
    if (found === undefined) {
      found = look(line, subject);
      ofLine.set(subject, found);
    }
    return found;
  };
  const look: Follow = (line, subject) => {
    if (line.per === 'service')
      return has(line, undefined)
        ? new Set([line.key])
        : union(next(line).map((other) => follow(other, undefined)));
    if (subject === undefined) return union(subjects.map((each) => follow(line, each)));
    if (has(line, subject)) return new Set([keyOf({ template: line, subject })]);
    return union(next(line).map((other) => follow(other, subject)));
  };
  return follow;
}

function union(sets: readonly ReadonlySet<string>[]): Set<string> {
  const all = new Set<string>();
  for (const set of sets) for (const key of set) all.add(key);
  return all;
}

/** Throws a refusal (422) when a template contradicts itself: a key twice or unknown, a circle, which it names. */
export function checkTemplate({ code, activities }: PlanTemplate): void {
  const keys = new Set(activities.map((line) => line.key));
  if (keys.size < activities.length) throw contradiction(code, 'holds a key twice');
  for (const line of activities) {
    const unknown = line.after.find((key) => !keys.has(key));
    if (unknown !== undefined)
      throw contradiction(code, `puts ${line.key} after ${unknown}, which it does not hold`);
    if (line.key.includes('{site}') !== (line.per === 'site'))
      throw contradiction(
        code,
        `must have {site} in the keys of activities per site and only there, unlike ${line.key}`,
      );
  }
  const order = topologicalOrder(activities);
  if (order.kind === 'cycle') throw contradiction(code, `goes in a circle: ${order.cycle.join(' → ')}`);
}

function contradiction(code: string, what: string): RefusalError {
  return new RefusalError({
    status: 422,
    code: 'INVALID_PLAN_TEMPLATE',
    message: `The plan template ${code} ${what}.`,
  });
}
