import type { BespokeAction } from '@turnup/contract';
import { RefusalError } from '../foundation/result.ts';
import type { ActivityDraft, PlanFacts } from './planTypes.ts';
import { ancestorsOf } from './precedence.ts';
import type { TemplateNetwork } from './templateNetwork.ts';

/**
 * Puts bespoke work into the network: after whatever its first targets wait for, and before the targets. So a crane
 * comes between delivery and installation, and a wayleave between approval and digging. Throws a refusal (422) for
 * work that names a site or a target which the plan does not have.
 */
export function withBespoke(
  drafts: readonly ActivityDraft[],
  facts: PlanFacts,
  network: TemplateNetwork,
): ActivityDraft[] {
  const actions = facts.requirement.bespokeActions ?? [];
  if (actions.length === 0) return [...drafts];
  const byKey = new Map(drafts.map((draft) => [draft.key, draft]));
  const extra = new Map<string, string[]>();
  const windows = new Map<string, NonNullable<BespokeAction['window']>>();
  const inserted = actions.map((action): ActivityDraft => {
    const targets = firstOf(targetsOf(action, facts, network, byKey), byKey);
    for (const target of targets) {
      extra.set(target, [...(extra.get(target) ?? []), action.code]);
      if (action.window !== undefined) windows.set(target, action.window);
    }
    return draftOf(action, [...new Set(targets.flatMap((target) => byKey.get(target)?.after ?? []))], facts);
  });
  return [
    ...drafts.map((draft) => {
      const window = windows.get(draft.key);
      return {
        ...draft,
        after: [...draft.after, ...(extra.get(draft.key) ?? [])],
        ...(window && { window }),
      };
    }),
    ...inserted,
  ];
}

function targetsOf(
  action: BespokeAction,
  facts: PlanFacts,
  network: TemplateNetwork,
  byKey: ReadonlyMap<string, ActivityDraft>,
): string[] {
  if (byKey.has(action.code)) throw unfit(action, `has the key of an activity of the plan`);
  if (action.site !== undefined && !facts.requirement.sites.some(({ site }) => site === action.site))
    throw unfit(action, `is for the site ${action.site}, which the service does not have`);
  const targets = action.before.flatMap((pattern) => {
    const named = network.activitiesNamed(pattern, action.site);
    if (named === undefined) throw unfit(action, `must precede ${pattern}, which is not in the plan`);
    return named;
  });
  if (targets.length === 0) throw unfit(action, 'must precede at least one activity of the plan');
  return targets;
}

/** Leaves out targets that come after another target anyway. */
function firstOf(targets: readonly string[], byKey: ReadonlyMap<string, ActivityDraft>): string[] {
  const wanted = new Set(targets);
  return [...wanted].filter((target) => {
    const ancestors = ancestorsOf([target], byKey);
    return ![...wanted].some((other) => other !== target && ancestors.has(other));
  });
}

function draftOf(action: BespokeAction, after: readonly string[], facts: PlanFacts): ActivityDraft {
  const { operator, places } = facts.calendars;
  return {
    key: action.code,
    template: action.code,
    name: action.description,
    ...(action.site !== undefined && { site: action.site }),
    owner: { kind: 'team', code: action.owner },
    calendar: action.site === undefined ? operator : (places[action.site] ?? operator),
    durationWorkingDays: action.durationWorkingDays,
    after: [...after],
    tasks: ['work:bespoke'],
    process: '1.4.5.4',
    bespoke: true,
    ...(action.window && { window: action.window }),
  };
}

function unfit(action: BespokeAction, why: string): RefusalError {
  return new RefusalError({
    status: 422,
    code: 'INVALID_BESPOKE_ACTION',
    message: `The bespoke action ${action.code} ${why}.`,
  });
}
