import { table } from './table.ts';

/** A service in a list. */
export type ServiceBody = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly state: string;
  readonly allocationStatus: string;
  readonly inService: boolean;
  readonly relatedParty: readonly { readonly id: string }[];
};

/** A service with all that hangs on it. */
export type GraphBody = {
  readonly services: readonly {
    readonly id: string;
    readonly number: string;
    readonly category: string;
    readonly name: string;
    readonly state: string;
    readonly versions: readonly {
      readonly version: number;
      readonly changedBy: string;
      readonly reason: string;
      readonly effectiveAt: string;
    }[];
  }[];
  readonly resources: readonly {
    readonly of: string;
    readonly kind: string;
    readonly key: string;
    readonly role: string;
    readonly fromAt: string;
    readonly untilAt: string | null;
  }[];
  readonly ways: readonly {
    readonly from: string;
    readonly to: string;
    readonly role: string;
    readonly links: readonly string[];
    readonly failed: readonly string[];
  }[];
  readonly designedAgainstBuilt: readonly {
    readonly role: string;
    readonly designed: string;
    readonly built: readonly string[];
    readonly verdict: string;
  }[];
};

/** What an import does, or did. */
export type ImportBody = {
  readonly preview: boolean;
  readonly kinds: readonly {
    readonly kind: string;
    readonly created: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly changes: readonly {
      readonly key: string;
      readonly members: readonly { readonly member: string; readonly from: unknown; readonly to: unknown }[];
    }[];
  }[];
  readonly faults: readonly { readonly path: string; readonly message: string }[];
  readonly faultCount: number;
  readonly skippedCount: number;
};

/** Services in a list. */
export function servicesText(rows: readonly ServiceBody[]): string {
  return table(
    ['number', 'name', 'customer', 'state', 'parameters', 'in service'],
    rows.map((row) => [
      row.number,
      row.name,
      row.relatedParty[0]?.id ?? '',
      row.state,
      row.allocationStatus,
      row.inService ? 'yes' : 'no',
    ]),
  );
}

/** A service as a tree of its parts and resources, then its history and what differs from its design. */
export function graphText({ services, resources, ways, designedAgainstBuilt }: GraphBody): string {
  const tree = services.flatMap((service, index) => [
    `${index === 0 ? '' : '  '}${service.number} ${service.category} ${service.name}: ${service.state}`,
    ...resources
      .filter((resource) => resource.of === service.id)
      .map(
        (resource) =>
          `${index === 0 ? '  ' : '    '}${resource.kind} ${resource.key} (${resource.role})${resource.untilAt === null ? '' : ` until ${resource.untilAt}`}`,
      ),
  ]);
  const differing = designedAgainstBuilt.filter((line) => line.verdict !== 'asDesigned');
  const history = (services[0]?.versions ?? []).map((version) => [
    version.version,
    version.effectiveAt,
    version.changedBy,
    version.reason,
  ]);
  return [
    ...tree,
    ...ways.map(
      ({ from, to, role, links, failed }) =>
        `${from} – ${to} ${role}: ${links.join(' ')}${failed.length === 0 ? '' : ` (failed: ${failed.join(' ')})`}`,
    ),
    '',
    table(['version', 'at', 'by', 'why'], history),
    '',
    designedAgainstBuilt.length === 0
      ? 'no design is kept for it'
      : differing.length === 0
        ? 'built as designed'
        : table(
            ['role', 'designed', 'built', ''],
            differing.map((line) => [line.role, line.designed, line.built.join(', '), line.verdict]),
          ),
  ].join('\n');
}

/** What an import does, for people. */
export function importText(body: ImportBody): string {
  return [
    body.preview ? 'This is what an import would do:' : 'Imported:',
    table(
      ['kind', 'created', 'changed', 'unchanged'],
      body.kinds.map((kind) => [kind.kind, kind.created, kind.changed, kind.unchanged]),
    ),
    ...body.kinds.flatMap((kind) =>
      kind.changes.map(
        ({ key, members }) =>
          `${kind.kind} ${key}: ${members.map(({ member, from, to }) => `${member} ${told(from)} → ${told(to)}`).join(', ')}`,
      ),
    ),
    ...(body.skippedCount === 0 ? [] : [`${body.skippedCount} rows are not of the network and were skipped`]),
    ...body.faults.map((fault) => `${fault.path}: ${fault.message}`),
    ...(body.faultCount > body.faults.length
      ? [`and ${body.faultCount - body.faults.length} more faults`]
      : []),
  ].join('\n');
}

function told(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
