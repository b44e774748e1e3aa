import { type RelatedParty, type ServiceRequest, ServiceRequirement } from '@turnup/contract';
import { Compile } from 'typebox/compile';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';

const check = Compile(ServiceRequirement);
/** Members of a requirement that travel as characteristics of the same name. */
const characteristicNames = new Set([
  'topology',
  'sites',
  'latencyBounds',
  'classesOfService',
  'serviceLevel',
  'commercial',
  'bespokeActions',
  'blackouts',
  'hubFirst',
]);

/**
 * Reads a requirement from a TM Forum service: its specification, its characteristics, the customer among the related
 * parties, and the date. Everything that is wrong is told at once, each with its place below `path`.
 */
export function requirementOf(
  service: ServiceRequest,
  parties: readonly RelatedParty[],
  requestedCompletionDate: string | undefined,
  path: string,
): Result<ServiceRequirement> {
  const faults: FieldFault[] = [];
  const customer = [...(service.relatedParty ?? []), ...parties].find(
    (party) => party.role === 'customer',
  )?.id;
  if (customer === undefined)
    faults.push({
      path: '/relatedParty',
      message: 'name the customer: a related party with the role customer',
    });
  const specification = service.serviceSpecification?.id;
  if (specification === undefined)
    faults.push({ path: `${path}/serviceSpecification`, message: 'is required' });
  const values: Record<string, unknown> = {};
  for (const [index, characteristic] of (service.serviceCharacteristic ?? []).entries()) {
    const at = `${path}/serviceCharacteristic/${index}/name`;
    if (!characteristicNames.has(characteristic.name)) {
      faults.push({
        path: at,
        message: `${characteristic.name} is not a characteristic of it; known are ${[...characteristicNames].join(', ')}`,
      });
    } else if (characteristic.name in values)
      faults.push({ path: at, message: `${characteristic.name} is given twice` });
    else values[characteristic.name] = characteristic.value;
  }
  const candidate = {
    ...values,
    ...(customer === undefined ? {} : { customer }),
    ...(specification === undefined ? {} : { serviceSpecification: specification }),
    ...(requestedCompletionDate === undefined ? {} : { requestedCompletionDate }),
  };
  if (!check.Check(candidate)) {
    for (const error of check.Errors(candidate)) faults.push(...faultsOf(error as never, service, path));
  }
  if (faults.length === 0) return ok(candidate as unknown as ServiceRequirement);
  const unique = [...new Map(faults.map((fault) => [fault.path, fault])).values()];
  const told = unique.map((fault) => `${fault.path} ${fault.message}`).join('; ');
  return refuse(400, 'INVALID_REQUIREMENT', `the requirement does not fit: ${told}`, unique);
}

/**
 * A requirement said again as a service of TM Forum's, with what a change says instead: its own characteristics first, so
 * that places of faults are those of the body as it was sent.
 */
export function restated(
  standing: ServiceRequirement,
  said: NonNullable<ServiceRequest['serviceCharacteristic']>,
): ServiceRequest {
  const names = new Set(said.map((characteristic) => characteristic.name));
  const kept = Object.entries(standing).flatMap(([name, value]) =>
    characteristicNames.has(name) && !names.has(name) ? [{ name, value }] : [],
  );
  return {
    serviceSpecification: { id: standing.serviceSpecification },
    serviceCharacteristic: [...said, ...kept],
    relatedParty: [{ id: standing.customer, role: 'customer' }],
  };
}

type ValidationError = {
  keyword: string;
  instancePath: string;
  params: { requiredProperties?: string[] };
  message: string;
};

/** The place of a fault in the body as it was sent: characteristics are known there by their position. */
function faultsOf(error: ValidationError, service: ServiceRequest, path: string): FieldFault[] {
  if (error.keyword === 'additionalProperties') return [];
  const message = error.keyword === 'boolean' ? 'is not known here' : error.message;
  const place = (pointer: string): string => {
    const [, name = '', ...rest] = pointer.split('/');
    const index = (service.serviceCharacteristic ?? []).findIndex(
      (characteristic) => characteristic.name === name,
    );
    return index < 0
      ? `${path}/serviceCharacteristic/${name}`
      : [`${path}/serviceCharacteristic/${index}/value`, ...rest].join('/');
  };
  if (error.keyword !== 'required') return [{ path: place(error.instancePath), message }];
  const missing = (error.params.requiredProperties ?? []).filter(
    (name) => error.instancePath !== '' || characteristicNames.has(name),
  );
  return missing.map((name) => ({ path: place(`${error.instancePath}/${name}`), message: 'is required' }));
}
