import type { DesignAlternative, DesignWriting, QualityObjective, ServiceDesign } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type DesignTarget, locked, moved, withAuthor } from './change.ts';
import { measureOf } from './qualityObjectives.ts';
import type { DesignPorts } from './types.ts';

type Sections = {
  readonly operationalMethod: NonNullable<DesignAlternative['operationalMethod']>;
  readonly qualityObjectives: NonNullable<DesignAlternative['qualityObjectives']>;
};

/** The sections of the chosen alternative as they stand: by the policies, with what engineers wrote in their place. */
export function sectionsOf(design: ServiceDesign): Sections {
  const chosen = design.alternatives.find(({ id }) => id === design.chosenAlternative);
  return {
    operationalMethod: merged(
      chosen?.operationalMethod ?? [],
      design.written?.operationalMethod ?? [],
      ({ site }) => site,
    ),
    qualityObjectives: merged(
      chosen?.qualityObjectives ?? [],
      design.written?.qualityObjectives ?? [],
      objectiveKey,
    ),
  };
}

/**
 * Writes operational methods or quality objectives in place of what the policies say. Who writes is an author from then
 * on. Refuses 409 `INVALID_STATE` once it is approved or has ended, and 422 `INVALID_SECTION` with every place at fault:
 * a site that the service does not have, a threshold looser than its target, a unit that does not measure it.
 */
export async function writeSections(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  command: DesignTarget & { readonly writing: DesignWriting; readonly by: string },
): Promise<Result<ServiceDesign>> {
  const found = await locked(tx, tenant, command);
  if (!found.ok) return found;
  const { design, authors, now } = found.value;
  if (design.state !== 'draft' && design.state !== 'inReview')
    return refuse(
      409,
      'INVALID_STATE',
      `Design ${design.number} version ${design.version} is ${design.state}: nothing can be written any more.`,
    );
  const faults = faultsOf(design, command.writing);
  if (faults.length > 0)
    return refuse(
      422,
      'INVALID_SECTION',
      faults.map(({ path, message }) => `${path} ${message}`).join('; '),
      faults,
    );
  const { operationalMethod = [], qualityObjectives = [] } = command.writing;
  const written = {
    operationalMethod: merged(design.written?.operationalMethod ?? [], operationalMethod, ({ site }) => site),
    qualityObjectives: merged(design.written?.qualityObjectives ?? [], qualityObjectives, objectiveKey),
  };
  const after = {
    design: { ...design, written, author: command.by, updatedAt: now },
    authors: withAuthor(authors, command.by),
  };
  return ok(await moved(tx, tenant, ports, found.value, after));
}

/** The second list's members over those of the first with the same key; members within one are merged. */
function merged<Item extends object>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
): Item[] {
  const items = new Map(before.map((item) => [keyOf(item), item]));
  for (const item of after) items.set(keyOf(item), { ...items.get(keyOf(item)), ...item });
  return [...items.values()];
}

function objectiveKey({ site, parameter }: Pick<QualityObjective, 'site' | 'parameter'>): string {
  return `${site} ${parameter}`;
}

function faultsOf({ requirement }: ServiceDesign, writing: DesignWriting): FieldFault[] {
  const sites = new Set(requirement.sites.map(({ site }) => site));
  const unknown = (['operationalMethod', 'qualityObjectives'] as const).flatMap((section) =>
    (writing[section] ?? []).flatMap(({ site }, index) =>
      sites.has(site)
        ? []
        : [{ path: `/${section}/${index}/site`, message: `${site} is not a site of this design` }],
    ),
  );
  return [...unknown, ...(writing.qualityObjectives ?? []).flatMap(objectiveFaults)];
}

function objectiveFaults(objective: QualityObjective, index: number): FieldFault[] {
  const { parameter, comparator, target, threshold, unit } = objective;
  const path = `/qualityObjectives/${index}`;
  const loose = comparator === 'atMost' ? threshold > target : threshold < target;
  const measured = measureOf(parameter);
  return [
    ...(loose
      ? [
          {
            path: `${path}/threshold`,
            message: `the threshold ${threshold} is looser than the target ${target} and would warn too late`,
          },
        ]
      : []),
    ...(measured === undefined
      ? [
          {
            path: `${path}/parameter`,
            message: `${parameter} is not measured; availability, roundTrip, loss, jitter and interruption are`,
          },
        ]
      : unit !== measured.unit
        ? [{ path: `${path}/unit`, message: `${parameter} is measured in ${measured.unit}, not ${unit}` }]
        : []),
    ...(comparator !== (measured?.comparator ?? 'atMost')
      ? [{ path: `${path}/comparator`, message: `${comparator} does not fit ${parameter}` }]
      : []),
    ...(unit === '%' && Math.max(target, threshold) > 100
      ? [{ path: `${path}/target`, message: 'cannot be more than 100 %' }]
      : []),
  ];
}
