import type { DiversityLevel, SiteRequirement } from '@turnup/contract';
import { levelsOf } from './choices.ts';
import { type Found, outcomeOf, type Shortfall, serves } from './trial.ts';
import type { Assessment } from './types.ts';

/** For each failing dual site: the most diversity that can be had, else a single leg. */
export function lesserDiversities(shortfall: Shortfall): Found[] {
  return shortfall.assessment.findings
    .filter(({ requirement }) => requirement.access === 'dual')
    .filter(({ requirement }) => shortfall.assessment.failedSites.has(requirement.site))
    .flatMap(({ requirement, violated }) => {
      // Pairs that share least first; their levels are what would have to be given up.
      const drops = violated
        .map((pair) => [...new Set((pair.proof?.shared ?? []).map(({ level }) => level))])
        .filter((levels) => levels.length > 0)
        .toSorted((a, b) => a.length - b.length);
      for (const drop of distinct(drops)) {
        const found = withoutLevels(shortfall, requirement, drop);
        if (found !== undefined) return [found];
      }
      return singleLeg(shortfall, requirement) ?? [];
    });
}

function withoutLevels(
  shortfall: Shortfall,
  site: SiteRequirement,
  drop: readonly DiversityLevel[],
): Found | undefined {
  const kept = levelsOf(site).filter((level) => !drop.includes(level));
  const changed = { ...site, diversity: kept };
  const answer = served(shortfall, changed);
  if (answer === undefined) return undefined;
  return {
    changed,
    alternative: {
      change: 'withoutDiversity',
      site: site.site,
      description: `${site.site} on two legs that may share ${drop.join(', ')}`,
      parameters: { access: 'dual', dropped: drop.join(', '), kept: kept.join(', ') },
      ...outcomeOf(answer),
    },
  };
}

function singleLeg(shortfall: Shortfall, { diversity, ...site }: SiteRequirement): Found | undefined {
  const changed = { ...site, access: 'single' as const };
  const answer = served(shortfall, changed);
  if (answer === undefined) return undefined;
  return {
    changed,
    alternative: {
      change: 'withoutDiversity',
      site: site.site,
      description: `${site.site} on a single leg`,
      parameters: { access: 'single', dropped: (diversity ?? ['link']).join(', ') },
      ...outcomeOf(answer),
    },
  };
}

/** The answer to a requirement in which a site is changed, where the site is served then. */
function served(shortfall: Shortfall, changed: SiteRequirement): Assessment | undefined {
  const { requirement } = shortfall.input;
  const sites = requirement.sites.map((one) => (one.site === changed.site ? changed : one));
  const answer = shortfall.trial({ requirement: { ...requirement, sites } });
  return serves(shortfall, changed.site, answer) ? answer : undefined;
}

function distinct(drops: readonly DiversityLevel[][]): DiversityLevel[][] {
  return [...new Map(drops.map((drop) => [drop.join(' '), drop])).values()];
}
