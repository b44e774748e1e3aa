import type { AccessOption, Migration, SiteOption } from '@turnup/contract';
import type { SiteChange } from '../../catalog/index.ts';
import { type FieldFault, type Result, refuse } from '../../foundation/result.ts';
import { pathOf } from '../nesting.ts';
import type { Placed } from '../placed.ts';
import { requirementOf, restated } from '../requirement.ts';
import type { Standing } from '../standing.ts';
import { type Ground, standingIn } from './ground.ts';
import { placeParallel } from './parallel.ts';
import type { PatternRequest } from './read.ts';

/** An item that gives sites other accesses: old and new stand beside one another, all is cut over at once, the old goes. */
export async function placeMigration(
  ground: Ground,
  { accesses, parallelWorkingDays }: Extract<PatternRequest, { readonly kind: 'migrate' }>,
): Promise<Result<Placed>> {
  const { world, body, item } = ground;
  const found = await standingIn(ground, 'active');
  if (!found.ok) return found;
  const path = `${pathOf(body, item)}/service`;
  const faults = faultsOf(found.value, accesses, path);
  if (faults.length > 0)
    return refuse(422, 'MIGRATION_NOT_POSSIBLE', faults.map(({ message }) => message).join('; '), faults);
  const commercial = (item.service.serviceCharacteristic ?? []).filter(({ name }) => name === 'commercial');
  const read = requirementOf(restated(found.value.requirement, commercial), [], undefined, path);
  if (!read.ok) return read;
  const technologies = new Map(
    [...world.catalog.of('partnerOffer').values()].map(({ code, technology }) => [code, technology]),
  );
  const standing = new Map(found.value.solution.sites.map((site) => [site.site, site]));
  const asked = new Map(accesses.map((access) => [access.site, access]));
  // Static routes of one internet service on one node would meet.
  const elsewhere = read.value.topology === 'internet';
  return placeParallel(ground, found.value, {
    pattern: 'migrate',
    wanted: read.value,
    fresh: new Set(asked.keys()),
    fits: (option) =>
      isOther(standing.get(option.site), option, elsewhere) &&
      option.legs.every((leg) => meets(leg, asked.get(option.site), technologies)),
    changes: new Map<string, SiteChange>(
      read.value.sites.map(({ site }) => [site, asked.has(site) ? 'migrated' : 'kept']),
    ),
    facts: { migratedSites: accesses.length },
    parallelWorkingDays,
  });
}

function faultsOf({ requirement }: Standing, accesses: readonly Migration[], path: string): FieldFault[] {
  const sites = new Map(requirement.sites.map((site) => [site.site, site]));
  return accesses.flatMap(({ site }, index): FieldFault[] => {
    const known = sites.get(site);
    if (known === undefined) return [{ path, message: `${site} is not a site of the service` }];
    if (accesses.findIndex((other) => other.site === site) < index)
      return [{ path, message: `${site} is named twice` }];
    return known.access === 'dual'
      ? [{ path, message: `${site} has two accesses: of such a site none can be exchanged yet` }]
      : [];
  });
}

/** Whether an option is another access than the one that stands: over another fibre or another partner's tail. */
function isOther(standing: SiteOption | undefined, option: SiteOption, elsewhere: boolean): boolean {
  const way = ({ link, partnerOffer, node }: AccessOption): string =>
    elsewhere ? node : (link ?? partnerOffer ?? '');
  const taken = new Set((standing?.legs ?? []).map(way));
  return option.legs.every((leg) => !taken.has(way(leg)));
}

function meets(
  leg: AccessOption,
  asked: Migration | undefined,
  technologies: ReadonlyMap<string, string>,
): boolean {
  if (asked === undefined) return true;
  const { kind, node, partner, technology } = asked;
  return (
    (kind === undefined || leg.kind === kind) &&
    (node === undefined || leg.node === node) &&
    (partner === undefined || leg.partner === partner) &&
    (technology === undefined || technologies.get(leg.partnerOffer ?? '') === technology)
  );
}
