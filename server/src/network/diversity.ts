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
};

/** The level that a shared risk of a kind violates. A riser is a way of cables like a duct. */
function levelOfKind(kind: SharedRisk['kind']): DiversityLevel {
  switch (kind) {
    case 'duct':
    case 'riser':
      return 'duct';
    case 'entry':
      return 'entry';
    case 'power':
      return 'power';
    case 'building':
      return 'pop';
    case 'card':
      return 'card';
    case 'node':
      return 'node';
    default:
      return unreachable(kind, 'kind of shared risk');
  }
}

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
  let unknown = false;
  for (const level of levels) {
    const a = risksAtLevel(level, primary, kindOf);
    const b = risksAtLevel(level, secondary, kindOf);
    const common = [...a.codes].filter((code) => b.codes.has(code)).sort();
    shared.push(...common.map((code) => ({ level, code })));
    compared.primary += a.codes.size;
    compared.secondary += b.codes.size;
    if (!a.complete || !b.complete) unknown = true;
  }
  const verdict = shared.length > 0 ? 'violated' : unknown || levels.length === 0 ? 'unknown' : 'proven';
  return { levels: [...levels], shared, verdict, compared };
}

type LevelRisks = { readonly codes: ReadonlySet<string>; readonly complete: boolean };

/** What a leg has at a level: what it is made of by name, and its recorded risks of the level's kinds. */
function risksAtLevel(
  level: DiversityLevel,
  leg: LegRisks,
  kindOf: (code: string) => SharedRisk['kind'] | undefined,
): LevelRisks {
  const named = namedAtLevel(level, leg);
  const recorded = (leg.sharedRisks ?? []).filter((code) => {
    const kind = kindOf(code);
    return kind !== undefined && levelOfKind(kind) === level;
  });
  const codes = new Set([...named, ...recorded]);
  // Legs on one fibre share its ducts even where none is recorded.
  if (level === 'duct') codes.add(leg.link);
  const ownEquipment = level === 'link' || level === 'node' || level === 'pop' || level === 'card';
  const recordedEnough = level === 'entry' ? codes.size > 0 : recorded.length > 0;
  return { codes, complete: ownEquipment || (leg.sharedRisks !== null && recordedEnough) };
}

function namedAtLevel(level: DiversityLevel, leg: LegRisks): readonly string[] {
  switch (level) {
    case 'link':
      return [leg.link];
    case 'node':
      return [leg.node];
    case 'pop':
      return [leg.pointOfPresence];
    case 'card':
      return [leg.card];
    case 'entry':
      return leg.entry === undefined ? [] : [leg.entry];
    case 'duct':
    case 'power':
      return [];
    default:
      return unreachable(level, 'diversity level');
  }
}
