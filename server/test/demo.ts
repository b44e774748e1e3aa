import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReferenceDataSet } from '@turnup/contract';
import type { CallOptions, TestSystem } from './systemTypes.ts';

const directory = join(import.meta.dirname, '../../demo');

/** The data sets of the demo operator, in loading order. */
export function demoDataSets(): ReferenceDataSet[] {
  const files = readdirSync(directory)
    .filter((file) => /^\d.*\.json$/.test(file))
    .sort();
  return files.flatMap(
    (file) =>
      JSON.parse(readFileSync(join(directory, file), 'utf8')) as ReferenceDataSet | ReferenceDataSet[],
  );
}

/** Loads the demo operator into a tenant through the API, as anyone's data. */
export async function loadDemo(
  system: TestSystem,
  account = 'administrator',
  options: CallOptions = {},
): Promise<void> {
  for (const set of demoDataSets()) {
    const answer = await system.call(account, 'POST', '/turnup/v1/referenceData', set, options);
    if (answer.status !== 200) throw new Error(`${set.kind}: ${JSON.stringify(answer.body)}`);
  }
}

/** An order for internet access at one site. */
export function internetOrder(site: string, customer: string, change: object = {}) {
  return {
    externalId: 'CRM-1',
    requestedCompletionDate: '2027-06-30T12:00:00Z',
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [
      {
        id: '1',
        action: 'add',
        service: {
          serviceSpecification: { id: 'INTERNET' },
          serviceCharacteristic: [
            { name: 'topology', value: 'internet' },
            {
              name: 'sites',
              value: [{ site, bandwidthKbps: 100_000, access: 'single', cpe: 'managed', ...change }],
            },
          ],
        },
      },
    ],
  };
}

/** Waits until a condition holds; says what it waited for when it does not within the time. */
export async function eventually<Value>(
  what: string,
  read: () => Promise<Value | undefined>,
  timeoutMs = 45_000,
): Promise<Value> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > until) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An order for a VPN of single, managed sites. */
export function vpnOrder(sites: readonly string[], customer: string, change: object = {}) {
  return {
    requestedCompletionDate: '2027-08-30T12:00:00Z',
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [
      {
        id: '1',
        action: 'add',
        service: {
          serviceSpecification: { id: 'L3VPN' },
          serviceCharacteristic: [
            { name: 'topology', value: 'anyToAny' },
            {
              name: 'sites',
              value: sites.map((site, index) => ({
                site,
                bandwidthKbps: 100_000,
                access: 'single',
                cpe: 'managed',
                lanPrefixes: [`10.${40 + index}.0.0/24`],
                ...change,
              })),
            },
          ],
        },
      },
    ],
  };
}
