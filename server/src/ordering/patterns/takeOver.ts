import { type ServiceRequest, type ServiceRequirement, type SiteOption, TakeOver } from '@turnup/contract';
import { Compile } from 'typebox/compile';
import { type AllocationRefusal, type RequestLine, readHeldValues } from '../../allocation/index.ts';
import { requirementHash } from '../../design/index.ts';
import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';
import { servicesById } from '../../inventory/index.ts';
import { nothingPromised, portsOf } from '../../network/index.ts';
import type { Sql } from '../../platform/database.ts';
import { isId, newId } from '../../platform/ids.ts';
import { assess, recompose } from '../assess.ts';
import { pathOf } from '../nesting.ts';
import { parameterLines, registeredPools, scarceLines } from '../parameters.ts';
import { blankItem, type Placed } from '../placed.ts';
import { routePlan } from '../routePlan.ts';
import { ordersById } from '../store.ts';
import { changeFacts } from './facts.ts';
import type { Ground } from './ground.ts';

/** The characteristic of an add item that says where on the network its service stands already. */
export const takeOverName = 'takeOver';

const check = Compile(TakeOver);

/** What an add item says of a service that stands already; undefined for one that is to be made. Refused (400) as misfit. */
export function readTakeOver(service: ServiceRequest, path: string): Result<TakeOver | undefined> {
  const said = service.serviceCharacteristic ?? [];
  const index = said.findIndex(({ name }) => name === takeOverName);
  if (index < 0) return ok(undefined);
  const value = said[index]?.value;
  if (check.Check(value)) return ok(value as TakeOver);
  const faults = [...check.Errors(value)].map(({ instancePath, message }) => ({
    path: `${path}/serviceCharacteristic/${index}/value${instancePath}`,
    message,
  }));
  return refuse(400, 'INVALID_ORDER', faults.map((fault) => fault.message).join('; '), faults);
}

/**
 * The road of a service that was found on the network (brown field): the accesses and values that it has are reserved as
 * they are, and a plan compares, owns and records, changing nothing on any device. Refused (422) where something of it is not
 * said or no design goes over these accesses; 409 where something is somebody else's, with the owners' names.
 */
export async function placeTakeOver(
  ground: Ground,
  requirement: ServiceRequirement,
  found: TakeOver,
): Promise<Result<Placed>> {
  const { delivery, tx, context, world, body, order, item } = ground;
  const path = `${pathOf(body, item)}/service`;
  const options = standingOptions(ground, requirement, found, path);
  if (!options.ok) return options;
  const occupancy = { takenPorts: new Set<string>(), linkUseKbps: nothingPromised };
  const composed = recompose(
    world,
    requirement,
    options.value.map((option) => ({ site: option.site, options: [option] })),
    { startDate: world.today, occupancy },
    'standard',
  );
  if (!composed.ok) return composed;
  const [solution] = composed.value.alternatives;
  if (solution === undefined)
    return refuse(
      422,
      'NOT_FEASIBLE',
      'no design goes over these accesses: they are not what the service stands on',
    );
  const specification = world.catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  if (specification === undefined)
    return refuse(
      422,
      'UNKNOWN_SPECIFICATION',
      `there is no specification ${requirement.serviceSpecification}`,
    );
  const pools = await delivery.pools(tx.sql, context.tenant);
  const named = namedLines(parameterLines(requirement, solution, specification, pools), found, path);
  if (!named.ok) return named;
  const kept = await delivery.parameters.reserve(tx, context.tenant, {
    reservationId: newId(),
    owner: { kind: 'serviceOrder', id: order.orderId },
    reason: `found on the network: ${found.name}`,
    holdUntil: null,
    use: { from: world.now, to: null },
    lines: [...scarceLines(requirement, solution), ...named.value],
  });
  if (!kept.ok) return refuse(409, 'OWNED_BY_OTHERS', await ownersTold(tx.sql, context.tenant, kept.fault));
  const facts = changeFacts({ pattern: takeOverName, sites: requirement.sites.length });
  const plan = routePlan(world, body, 'modify', requirement, solution, facts);
  if (!plan.ok) return plan;
  return ok({
    plan: plan.value,
    solution,
    item: {
      ...blankItem(order.orderId, item),
      requirement,
      requirementHash: requirementHash(requirement),
      reservationId: kept.value.id,
      solution,
    },
  });
}

/** The accesses as they stand, with everything that feasibility knows of each. */
function standingOptions(
  { world }: Ground,
  requirement: ServiceRequirement,
  { accesses }: TakeOver,
  path: string,
): Result<readonly SiteOption[]> {
  const nothing = { takenPorts: new Set<string>(), linkUseKbps: nothingPromised };
  const assessed = assess(world, requirement, {
    startDate: world.today,
    occupancy: nothing,
    provideAlternative: false,
    route: 'standard',
  });
  if (!assessed.ok) return assessed;
  const faults: FieldFault[] = [];
  const options = requirement.sites.flatMap(({ site }): SiteOption[] => {
    const access = accesses.find((one) => one.site === site);
    const all = assessed.value.answer.siteOptions.find((one) => one.site === site)?.options ?? [];
    const option = all.find(({ legs }) => legs.length === 1 && legs[0]?.node === access?.node);
    const port = portsOf(world.network, access?.node ?? '').find(({ name }) => name === access?.port);
    const [leg] = option?.legs ?? [];
    if (access === undefined) faults.push({ path, message: `no access of ${site} is named` });
    else if (port === undefined)
      faults.push({ path, message: `${access.node} has no port ${access.port}: load it first` });
    else if (option === undefined || leg === undefined)
      faults.push({ path, message: `no single access leads from ${site} to ${access.node}` });
    else
      return [
        { ...option, legs: [{ ...leg, port: port.name, card: port.card, portRateKbps: port.rateKbps }] },
      ];
    return [];
  });
  return faults.length === 0
    ? ok(options)
    : refuse(422, 'ACCESS_UNKNOWN', faults.map(({ message }) => message).join('; '), faults);
}

/** Every value that the service holds, by name: none is left to be chosen, and none is named that it does not have. Pure. */
function namedLines(
  lines: readonly RequestLine[],
  { parameters }: TakeOver,
  path: string,
): Result<readonly RequestLine[]> {
  const keys = new Set(lines.map(({ key }) => key));
  const missing = [...keys].filter((key) => parameters[key] === undefined);
  const unknown = Object.keys(parameters).filter((key) => !keys.has(key));
  const faults = [
    ...missing.map((key) => ({ path, message: `${key} of the service is not said` })),
    ...unknown.map((key) => ({ path, message: `${key} is nothing that the service has` })),
  ];
  if (faults.length > 0)
    return refuse(422, 'TAKE_OVER_INCOMPLETE', faults.map(({ message }) => message).join('; '), faults);
  return ok(
    lines.map((line) => {
      const value = parameters[line.key];
      return line.shape === 'quantities' || value === undefined ? line : { ...line, value };
    }),
  );
}

/** What stands in the way, line by line, with who has it. */
async function ownersTold(sql: Sql, tenant: string, fault: AllocationRefusal): Promise<string> {
  const told: string[] = [];
  for (const line of fault.lines ?? []) {
    if (line.why !== 'taken') continue;
    const { items } = await readHeldValues(sql, tenant, line.pool, line.scope, null, {
      offset: 0,
      limit: 10_000,
    });
    const held = items.find(({ value }) => value === line.value);
    const where = line.scope === '' ? line.value : `${line.scope} ${line.value}`;
    const owner =
      held?.holder === undefined
        ? `is ${held?.state ?? 'taken'}`
        : `belongs to ${await nameOf(sql, tenant, held.holder.owner)}`;
    told.push(`${line.pool === registeredPools.port ? 'port' : line.key} ${where} ${owner}`);
  }
  return told.length === 0 ? fault.message : told.join('; ');
}

async function nameOf(
  sql: Sql,
  tenant: string,
  { kind, id }: { readonly kind: string; readonly id: string },
): Promise<string> {
  if (!isId(id)) return `${kind} ${id}`;
  if (kind === 'service') return `service ${(await servicesById(sql, tenant, [id]))[0]?.number ?? id}`;
  if (kind !== 'serviceOrder') return `${kind} ${id}`;
  return `order ${(await ordersById(sql, tenant, [id]))[0]?.number ?? id}`;
}
