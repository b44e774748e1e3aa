/** One thing that a design asks for in a role: this very one, or any of a pool or model within a scope. */
export type DesignedPart = {
  readonly role: string;
  readonly kind: string;
  /** The very thing, or null where any will do. */
  readonly key: string | null;
  /** What the thing's key begins with, where any within it will do: a port, a node, a model. */
  readonly within: string;
  readonly count: number;
};

/** One thing on which a service stands now, in a role. */
export type BuiltPart = { readonly role: string; readonly kind: string; readonly key: string };

/** How a role was designed and what was built for it. */
export type DesignedAgainstBuilt = {
  readonly role: string;
  readonly kind: string;
  readonly designed: string;
  readonly built: readonly string[];
  readonly verdict: 'asDesigned' | 'missing' | 'different' | 'notDesigned';
};

/**
 * Compares a design with what a service stands on, role by role. `missing`: less was built than designed; `different`:
 * something else, or more of it; `notDesigned`: the design does not know the role. Differences come first.
 */
export function designedAgainstBuilt(
  designed: readonly DesignedPart[],
  built: readonly BuiltPart[],
): DesignedAgainstBuilt[] {
  const place = (part: { readonly role: string; readonly kind: string }): string =>
    `${part.kind} ${part.role}`;
  const byPlace = Map.groupBy(built, place);
  const known = new Set(designed.map(place));
  const lines = designed.map((part): DesignedAgainstBuilt => {
    const found = byPlace.get(place(part)) ?? [];
    return {
      role: part.role,
      kind: part.kind,
      designed: told(part),
      built: found.map((one) => one.key),
      verdict: verdictOf(part, found),
    };
  });
  const extra = [...byPlace]
    .filter(([name]) => !known.has(name))
    .map(([, found]): DesignedAgainstBuilt => {
      const { role = '', kind = '' } = found[0] ?? {};
      return { role, kind, designed: '', built: found.map((one) => one.key), verdict: 'notDesigned' };
    });
  const all = [...lines, ...extra];
  return all.toSorted(
    (one, other) => Number(one.verdict === 'asDesigned') - Number(other.verdict === 'asDesigned'),
  );
}

function verdictOf(part: DesignedPart, found: readonly BuiltPart[]): DesignedAgainstBuilt['verdict'] {
  const fits = (one: BuiltPart): boolean =>
    part.key === null ? one.key.startsWith(part.within) : one.key === part.key;
  if (found.some((one) => !fits(one)) || found.length > part.count) return 'different';
  return found.length < part.count ? 'missing' : 'asDesigned';
}

function told({ key, kind, within, count }: DesignedPart): string {
  if (key !== null) return key;
  const place = within === '' ? '' : ` of ${within.replace(/\/$/, '')}`;
  return `${count} ${kind}${place}`;
}
