/** A link between two bridges, by the ports at its ends. */
export type Section = {
  readonly a: { readonly node: string; readonly port: string };
  readonly b: { readonly node: string; readonly port: string };
};

/**
 * A tree over the links that ways between sites take: bridges that learn know no loop. Links are taken in their order as
 * long as they join what is apart, and stretches that end at no site's bridge are left out again. Pure.
 */
export function treeOf(links: readonly Section[], ends: ReadonlySet<string>): readonly Section[] {
  const group = new Map<string, string>();
  const rootOf = (node: string): string => {
    const above = group.get(node);
    return above === undefined ? node : rootOf(above);
  };
  const tree = links.filter(({ a, b }) => {
    const [one, other] = [rootOf(a.node), rootOf(b.node)];
    if (one !== other) group.set(one, other);
    return one !== other;
  });
  return withoutStubs(tree, ends);
}

function withoutStubs(tree: readonly Section[], ends: ReadonlySet<string>): readonly Section[] {
  const degree = new Map<string, number>();
  for (const node of tree.flatMap(({ a, b }) => [a.node, b.node]))
    degree.set(node, (degree.get(node) ?? 0) + 1);
  const isStub = (node: string) => degree.get(node) === 1 && !ends.has(node);
  const kept = tree.filter(({ a, b }) => !isStub(a.node) && !isStub(b.node));
  return kept.length === tree.length ? kept : withoutStubs(kept, ends);
}
