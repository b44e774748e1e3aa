import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReferenceDataSet } from '@turnup/contract';
import type { CarrierLab } from '../src/activation/testing/carrier.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const project = join(import.meta.dirname, '../..');
/** Calendars, teams, plan templates, rules and policies are the demo operator's; the network is the laboratory's. */
const offices = ['01-calendars', '05-teams', '18-rules', '19-policies'];

/** Makes the carrier in a box the network of an operator, as anyone's data: what it has, and how each device is reached. */
async function loadCarrier(system: TestSystem, carrier: CarrierLab): Promise<void> {
  const own = join(project, 'lab/carrier-operator');
  const files = [
    ...offices.map((name) => join(project, 'demo', `${name}.json`)),
    ...readdirSync(own)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => join(own, file)),
  ];
  for (const file of files) await load(system, read(file));
  const offered = new Set(read(join(own, '10-service-specifications.json')).records.map(codeOf));
  // The demo's ways of working, for what is offered here.
  const templates = read(join(project, 'demo/17-plan-templates.json')).records.flatMap((template) => {
    const named = template['serviceSpecifications'] as string[];
    // Services of many sites are delivered as lines are.
    const like = named.includes('E-LINE') ? ['E-LAN', 'E-TREE'] : [];
    const serviceSpecifications = [...named, ...like].filter((code) => offered.has(code));
    return serviceSpecifications.length === 0 ? [] : [{ ...template, serviceSpecifications }];
  });
  await load(system, { kind: 'planTemplate', records: templates });
  await load(system, { kind: 'deviceAccess', records: [...carrier.devices] });
}

/** A system whose network is the carrier, and everyone outside it. The caller ends the carrier. */
export async function carrierSystem(
  carrier: CarrierLab,
): Promise<{ readonly system: TestSystem; readonly people: People }> {
  const system = await testSystem();
  await loadCarrier(system, carrier);
  return { system, people: new People(system) };
}

/** Equipment comes into the depot. A unit's name on the network is its serial number. */
export async function stock(system: TestSystem, ...serials: readonly string[]): Promise<void> {
  const records = serials.map((serial) => ({ serial, model: 'FRR-CE', depot: 'WEST' }));
  await load(system, { kind: 'cpeUnit', records });
}

type DataSet = {
  readonly kind: ReferenceDataSet['kind'];
  readonly records: readonly Readonly<Record<string, unknown>>[];
};

const read = (file: string): DataSet => JSON.parse(readFileSync(file, 'utf8')) as DataSet;
const codeOf = ({ code }: Readonly<Record<string, unknown>>): unknown => code;

async function load(system: TestSystem, set: DataSet): Promise<void> {
  const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', set);
  if (answer.status !== 200) throw new Error(`${set.kind}: ${JSON.stringify(answer.body)}`);
}

/** A site as it is ordered. */
export type OrderedSite = {
  readonly site: string;
  readonly bandwidthKbps: number;
  readonly cpe: 'managed' | 'wiresOnly' | 'customerOwned';
  readonly access?: 'single' | 'dual';
  readonly role?: 'root' | 'leaf';
  readonly lanPrefixes?: readonly string[];
};

/** A TMF641 order for one new service. */
export function orderOf(
  customer: string,
  specification: string,
  topology: string,
  sites: readonly OrderedSite[],
) {
  const value = sites.map((site) => ({ access: 'single', ...site }));
  return {
    requestedCompletionDate: '2027-06-30T12:00:00Z',
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [
      {
        id: '1',
        action: 'add',
        service: {
          serviceSpecification: { id: specification },
          serviceCharacteristic: [
            { name: 'topology', value: topology },
            { name: 'sites', value },
          ],
        },
      },
    ],
  };
}

/** A TMF641 order that ends a service. */
export function endOf(customer: string, id: string) {
  return {
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
  };
}

/** A TMF641 order that changes the rates of a service at the sites that it has. */
export function rateOf(customer: string, id: string, sites: readonly OrderedSite[]) {
  const value = sites.map((site) => ({ access: 'single', ...site }));
  const service = { id, serviceCharacteristic: [{ name: 'sites', value }] };
  return {
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'modify', service }],
  };
}
