import { Migration, ParallelWorkingDays, Relocation, type ServiceRequest } from '@turnup/contract';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';

/** What an item with the action `modify` asks of a live service, by the pattern that delivers it. */
export type PatternRequest =
  /** Other characteristics: rates, sites. */
  | { readonly kind: 'change' }
  /** Its traffic is stopped (TMF638 `inactive`), or goes on (`active`). */
  | { readonly kind: 'suspend' | 'resume' }
  /** It becomes another customer's. */
  | { readonly kind: 'transfer'; readonly customer: string }
  /** Sites go to other places, which are built and tested beside the old ones. */
  | {
      readonly kind: 'relocate';
      readonly moves: readonly Relocation[];
      readonly parallelWorkingDays?: number;
    }
  /** Sites get other accesses, which stand beside the old ones until all is cut over. */
  | {
      readonly kind: 'migrate';
      readonly accesses: readonly Migration[];
      readonly parallelWorkingDays?: number;
    }
  /** It moves to the ways that stand by for it. */
  | { readonly kind: 'switch' }
  /** Another unit of equipment comes in the place of one that broke: of its model, or of another that fits. */
  | SwapRequest;

/** See {@link PatternRequest}. */
export type SwapRequest = { readonly kind: 'swap'; readonly serial: string; readonly model?: string };

/** The characteristic that asks for a swap. */
export const swapCharacteristic = 'equipmentSwap';

/** The characteristic that asks for a move to the standby ways; its value is `standby`. */
export const switchCharacteristic = 'protectionSwitch';

/** One of the patterns that change a live service. */
export type PatternKind = PatternRequest['kind'];

const isRelocation = Compile(Type.Array(Relocation, { minItems: 1, maxItems: 100 }));
const isMigration = Compile(Type.Array(Migration, { minItems: 1, maxItems: 100 }));
const isParallel = Compile(ParallelWorkingDays);

/**
 * Reads what a modify item asks, from the members that TMF641 has for it: `state` suspends or resumes, a customer among its
 * related parties takes the service over, `relocation` and `migration` give sites other places or accesses,
 * `equipmentSwap` swaps a unit of its equipment, `protectionSwitch` moves it to its standby ways, other characteristics change it. An item asks one thing: two, or none, are refused (400)
 * with their places. Pure.
 */
export function readPattern(service: ServiceRequest, path: string): Result<PatternRequest> {
  const said = service.serviceCharacteristic ?? [];
  const customer = service.relatedParty?.find((party) => party.role === 'customer')?.id;
  const asked: PatternRequest[] = [];
  const faults: FieldFault[] = [];
  if (service.state === 'inactive') asked.push({ kind: 'suspend' });
  else if (service.state === 'active') asked.push({ kind: 'resume' });
  else if (service.state !== undefined)
    faults.push({
      path: `${path}/state`,
      message: `is ${service.state}: a live service is suspended with inactive and resumed with active`,
    });
  if (customer !== undefined) asked.push({ kind: 'transfer', customer });
  const at = said.findIndex(({ name }) => name === swapCharacteristic);
  if (at >= 0) {
    const swap = swapIn(said[at]?.value, `${path}/serviceCharacteristic/${at}/value`);
    asked.push(swap.request);
    faults.push(...swap.faults);
  }
  const switched = said.findIndex(({ name }) => name === switchCharacteristic);
  if (switched >= 0) {
    asked.push({ kind: 'switch' });
    if (said[switched]?.value !== 'standby')
      faults.push({ path: `${path}/serviceCharacteristic/${switched}/value`, message: 'is not standby' });
  }
  const parallel = accessesOf(said, path);
  if (!parallel.ok) faults.push(...(parallel.fault.faults ?? []));
  else asked.push(...parallel.value);
  // What is paid from then on is said with what changes it.
  const priced = asked.some(({ kind }) => kind !== 'suspend' && kind !== 'resume');
  const others = said.filter(
    ({ name }) =>
      !ofAccesses.has(name) &&
      name !== swapCharacteristic &&
      name !== switchCharacteristic &&
      !(priced && name === 'commercial'),
  );
  if (others.length > 0) asked.push({ kind: 'change' });
  if (asked.length > 1)
    faults.push({
      path,
      message: `asks to ${asked.map(({ kind }) => kind).join(' and to ')}: an item asks one of them`,
    });
  if (asked.length === 0 && faults.length === 0)
    faults.push({
      path: `${path}/serviceCharacteristic`,
      message: 'is required: it says what is new, unless state or a customer does',
    });
  const [pattern] = asked;
  return pattern !== undefined && faults.length === 0
    ? ok(pattern)
    : refuse(400, 'INVALID_ORDER', faults.map((fault) => fault.message).join('; '), faults);
}

function swapIn(
  value: unknown,
  path: string,
): { readonly request: SwapRequest; readonly faults: readonly FieldFault[] } {
  const { serial, model } = (value ?? {}) as { readonly serial?: unknown; readonly model?: unknown };
  const request: SwapRequest = {
    kind: 'swap',
    serial: String(serial),
    ...(model === undefined ? {} : { model: String(model) }),
  };
  const faults = [
    ...(typeof serial === 'string' && serial !== ''
      ? []
      : [{ path: `${path}/serial`, message: 'names the unit that broke' }]),
    ...(model === undefined || typeof model === 'string'
      ? []
      : [{ path: `${path}/model`, message: 'is the code of a model' }]),
  ];
  return { request, faults };
}

const ofAccesses: ReadonlySet<string> = new Set(['relocation', 'migration', 'parallelWorkingDays']);

/** What is said of places and accesses of sites. */
function accessesOf(
  said: NonNullable<ServiceRequest['serviceCharacteristic']>,
  path: string,
): Result<PatternRequest[]> {
  const faults: FieldFault[] = [];
  const given = <Value>(name: string, check: { Check(value: unknown): boolean }): Value | undefined => {
    const index = said.findIndex((characteristic) => characteristic.name === name);
    const value = said[index]?.value;
    if (index < 0 || check.Check(value)) return value as Value | undefined;
    faults.push({ path: `${path}/serviceCharacteristic/${index}/value`, message: `is no ${name}` });
    return undefined;
  };
  const moves = given<Relocation[]>('relocation', isRelocation);
  const accesses = given<Migration[]>('migration', isMigration);
  const days = given<number>('parallelWorkingDays', isParallel);
  const parallel = days === undefined ? {} : { parallelWorkingDays: days };
  const asked: PatternRequest[] = [
    ...(moves === undefined ? [] : [{ kind: 'relocate' as const, moves, ...parallel }]),
    ...(accesses === undefined ? [] : [{ kind: 'migrate' as const, accesses, ...parallel }]),
  ];
  if (days !== undefined && asked.length === 0 && faults.length === 0)
    faults.push({
      path: `${path}/serviceCharacteristic`,
      message: 'parallelWorkingDays goes with relocation or migration',
    });
  return faults.length === 0 ? ok(asked) : refuse(400, 'INVALID_ORDER', 'accesses', faults);
}
