import type { SiteRequirement } from '@turnup/contract';
import type { Ground } from './ground.ts';
import { ownCandidates } from './own-access.ts';
import { partnerCandidates } from './partner-access.ts';
import type { Candidate } from './types.ts';

/** Every way of reaching a site that the network or a partner's rate card knows, usable or not. */
export function candidatesOf(ground: Ground, site: SiteRequirement): Candidate[] {
  return [...ownCandidates(ground, site), ...partnerCandidates(ground, site)];
}
