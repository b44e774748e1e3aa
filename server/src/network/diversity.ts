import type { DiversityLevel, DiversityProof, SharedRisk } from '@turnup/contract';
import { unreachable } from '../foundation/result.ts';

/** What is known of a leg when it is held against another. */
export type LegRisks = {
  /** The link or partner offer that carries it. */
  readonly link: string;
  readonly node: string;
  readonly pointOfPresence: string;
  readonly card: string;
  readonly entry?: string | undefined;
  /** Null when a partner does not disclose its route. */
  readonly sharedRisks: readonly string[] | null;
  /** What is known of a leg even where its route is not disclosed: the operator's own end. */
  readonly knownRisks?: readonly string[] | undefined;
};

/**
 * The kinds of shared risks that violate a level. A riser is a way of cables like a duct, and who asks for points of
 * presence of their own does not want both in one building.
 */
const kindsOfLevel: Readonly<Record<DiversityLevel, readonly SharedRisk['kind'][]>> = {
  link: [],
  node: ['node'],
  pop: ['building'],
  building: ['building'],
  card: ['card'],
  duct: ['duct', 'riser'],
  riser: ['riser'],
  entry: ['entry'],
  power: ['power'],
};

/** Levels at which a leg is what it is made of, whatever is recorded: there is nothing that could be undisclosed. */
const madeOf: ReadonlySet<DiversityLevel> = new Set(['link', 'node', 'card']);

/** Levels at which a disclosed leg is what it is made of; an undisclosed one may run through any building. */
const madeOfWhenDisclosed: ReadonlySet<DiversityLevel> = new Set(['pop', 'building']);

/**
 * Holds two legs against each other, level by level. A level is violated by what both have; it is unknown when a route
 * is not disclosed or when nothing of that level is recorded for one of the legs, because comparing nothing proves
 * nothing; else it is proven. Levels are exactly those asked: `duct` does not forbid a common power feed.
 */
export function proveDiversity(
  levels: readonly DiversityLevel[],
  primary: LegRisks,
  secondary: LegRisks,
  kindOf: (code: string) => SharedRisk['kind'] | undefined,
): DiversityProof {
  const shared: { level: DiversityLevel; code: string }[] = [];
  const compared = { primary: 0, secondary: 0 };
  const unknown: DiversityLevel[] = [];
  for (const level of levels) {
    const a = risksAtLevel(level, primary, kindOf);
    const b = risksAtLevel(level, secondary, kindOf);
    const common = [...a.codes].filter((code) => b.codes.has(code)).sort();
    shared.push(...common.map((code) => ({ level, code })));
    compared.primary += a.codes.size;
    compared.secondary += b.codes.size;
    if (!a.complete || !b.complete) unknown.push(level);
  }
  const nothing = unknown.length > 0 || levels.length === 0;
  const verdict = shared.length > 0 ? 'violated' : nothing ? 'unknown' : 'proven';
  return { levels: [...levels], shared, verdict, compared, ...(unknown.length > 0 && { unknown }) };
}

type LevelRisks = { readonly codes: ReadonlySet<string>; readonly complete: boolean };

/** What a leg has at a level: what it is made of by name, and its recorded risks of the level's kinds. */
function risksAtLevel(
  level: DiversityLevel,
  leg: LegRisks,
  kindOf: (code: string) => SharedRisk['kind'] | undefined,
): LevelRisks {
  const named = namedAtLevel(level, leg);
  const recorded = (leg.sharedRisks ?? leg.knownRisks ?? []).filter((code) => {
    const kind = kindOf(code);
    return kind !== undefined && kindsOfLevel[level].includes(kind);
  });
  const codes = new Set([...named, ...recorded]);
  // Legs on one fibre share its ducts even where none is recorded.
  if (level === 'duct') codes.add(leg.link);
  const enough = madeOfWhenDisclosed.has(level) || (level === 'entry' ? codes.size > 0 : recorded.length > 0);
  return { codes, complete: madeOf.has(level) || (leg.sharedRisks !== null && enough) };
}

function namedAtLevel(level: DiversityLevel, leg: LegRisks): readonly string[] {
  switch (level) {
    case 'link':
      return [leg.link];
    case 'node':
      return [leg.node];
    case 'pop':
    case 'building':
      return [leg.pointOfPresence];
    case 'card':
      return [leg.card];
    case 'entry':
      return leg.entry === undefined ? [] : [leg.entry];
    case 'duct':
    case 'riser':
    case 'power':
      return [];
    default:
      return unreachable(level, 'diversity level');
  }
}
