import type { DiversityLevel, SiteRequirement } from '@turnup/contract';
import { levelsOf } from './choices.ts';
import { type Found, type Shortfall, serves } from './trial.ts';

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
  if (!works(shortfall, changed)) return undefined;
  return {
    changed,
    alternative: {
      change: 'withoutDiversity',
      site: site.site,
      description: `${site.site} on two legs that may share ${drop.join(', ')}`,
      parameters: { access: 'dual', dropped: drop.join(', '), kept: kept.join(', ') },
    },
  };
}

function singleLeg(shortfall: Shortfall, { diversity, ...site }: SiteRequirement): Found | undefined {
  const changed = { ...site, access: 'single' as const };
  if (!works(shortfall, changed)) return undefined;
  return {
    changed,
    alternative: {
      change: 'withoutDiversity',
      site: site.site,
      description: `${site.site} on a single leg`,
      parameters: { access: 'single', dropped: (diversity ?? ['link']).join(', ') },
    },
  };
}

function works(shortfall: Shortfall, changed: SiteRequirement): boolean {
  const { requirement } = shortfall.input;
  const sites = requirement.sites.map((one) => (one.site === changed.site ? changed : one));
  return serves(shortfall, changed.site, shortfall.trial({ requirement: { ...requirement, sites } }));
}

function distinct(drops: readonly DiversityLevel[][]): DiversityLevel[][] {
  return [...new Map(drops.map((drop) => [drop.join(' '), drop])).values()];
}
