/**
 * A routing configuration as a set of lines, each with the contexts around it, one under the other: order and blank
 * lines mean nothing in it, so two configurations can be compared and put together.
 */
export type RoutingLines = ReadonlySet<string>;

const noise =
  /^(!|end|exit|exit-vrf|exit-address-family|Building configuration\.\.\.|Current configuration:|)$/;

/** Reads what `show running-config` says. */
export function parseRouting(text: string): RoutingLines {
  const lines = new Set<string>();
  const contexts: { readonly indent: number; readonly line: string }[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (noise.test(line) || line.startsWith('frr version ')) continue;
    const indent = raw.length - raw.trimStart().length;
    while ((contexts.at(-1)?.indent ?? -1) >= indent) contexts.pop();
    contexts.push({ indent, line });
    lines.add(contexts.map((context) => context.line).join('\n'));
  }
  return lines;
}

type Branch = Map<string, Branch>;

const closings: readonly (readonly [RegExp, string])[] = [
  [/^vrf /, 'exit-vrf'],
  [/^address-family /, 'exit-address-family'],
  [/^(router|interface|route-map|bfd|profile|key chain) ?/, 'exit'],
];

// A neighbour exists from its remote-as on, and families, with all that is in them, speak of neighbours.
const order: readonly RegExp[] = [
  /\nnetns [^\n]*$/,
  /\nneighbor \S+ remote-as [^\n]*$/,
  /^(?![\s\S]*\naddress-family )/,
  /^/,
];

function rankOf(line: string): number {
  return order.findIndex((pattern) => pattern.test(line));
}

/** Writes lines as a file that frr-reload takes, each after what it needs. */
export function printRouting(lines: Iterable<string>): string {
  const root: Branch = new Map();
  const ranked = [...lines].sort((one, other) => rankOf(one) - rankOf(other) || (one < other ? -1 : 1));
  for (const line of ranked) {
    let at = root;
    for (const part of line.split('\n')) {
      const next: Branch = at.get(part) ?? new Map();
      at.set(part, next);
      at = next;
    }
  }
  return `${printBranch(root, 0).join('\n')}\n`;
}

function printBranch(branch: Branch, depth: number): readonly string[] {
  const indent = ' '.repeat(depth);
  return [...branch].flatMap(([line, children]) => {
    const closing = closings.find(([pattern]) => pattern.test(line))?.[1];
    // `neighbor … profile` and the like have no children and open nothing.
    const opens = children.size > 0 || (depth === 0 && closing !== undefined);
    if (!opens) return [indent + line];
    return [
      indent + line,
      ...printBranch(children, depth + 1),
      `${indent}${closing ?? 'exit'}`,
      `${indent}!`,
    ];
  });
}
