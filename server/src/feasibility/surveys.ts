import type { SiteRequirement } from '@turnup/contract';
import { type Facts, holds } from '../catalog/index.ts';
import type { Ground } from './ground.ts';
import type { LegDraft } from './types.ts';

/** The facts over which a rule of kind `survey` is evaluated; the README lists them. */
export function surveyFacts(
  site: SiteRequirement,
  leg: Omit<LegDraft, 'workingDays'>,
  build: BuildFacts,
): Facts {
  return {
    site: site.site,
    access: site.access,
    cpe: site.cpe,
    bandwidthKbps: site.bandwidthKbps,
    kind: leg.kind,
    node: leg.node,
    pointOfPresence: leg.pointOfPresence,
    entry: leg.entry ?? null,
    partner: leg.partner ?? null,
    lengthM: leg.lengthM,
    build: build.workingDays,
    buildLengthM: build.lengthM,
    buildCostMinor: build.costMinor,
  };
}

/** What building the access takes; zeros when nothing is built. */
export type BuildFacts = {
  readonly workingDays: number;
  readonly lengthM: number;
  readonly costMinor: number;
};

/** Working days of the survey: the longest of all rules that fire, 0 when none does. */
export function surveyWorkingDays(ground: Ground, facts: Facts): number {
  return ground.input.surveyRules
    .filter((rule) => rule.kind === 'survey' && holds(rule.when, facts))
    .reduce((longest, rule) => Math.max(longest, rule.effect?.workingDays ?? 0), 0);
}
