import type { ServiceRequest } from '@turnup/contract';
import { describe, expect, it } from 'vitest';
import { requirementOf } from './requirement.ts';

const parties = [{ id: 'ACME', role: 'customer' }];
const site = { site: 'A', bandwidthKbps: 100_000, access: 'single', cpe: 'managed' };
const service = (characteristics: readonly { name: string; value: unknown }[]): ServiceRequest => ({
  serviceSpecification: { id: 'VPN' },
  serviceCharacteristic: [...characteristics],
});

describe('a requirement from a TM Forum service', () => {
  it('is read from specification, characteristics, customer and date', () => {
    const read = requirementOf(
      service([
        { name: 'topology', value: 'anyToAny' },
        { name: 'sites', value: [site] },
      ]),
      parties,
      '2027-05-07',
      '/service',
    );
    expect(read).toEqual({
      ok: true,
      value: {
        serviceSpecification: 'VPN',
        customer: 'ACME',
        topology: 'anyToAny',
        sites: [site],
        requestedCompletionDate: '2027-05-07',
      },
    });
  });

  it('tells every fault at its place in the body as it was sent', () => {
    const bad = { ...site, bandwidthKbps: -5, colour: 'red' };
    const read = requirementOf(
      service([
        { name: 'sites', value: [site, bad] },
        { name: 'hue', value: 1 },
      ]),
      [],
      undefined,
      '/serviceOrderItem/0/service',
    );
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.fault.status).toBe(400);
    expect(read.fault.faults?.map(({ path }) => path).sort()).toEqual([
      '/relatedParty',
      '/serviceOrderItem/0/service/serviceCharacteristic/0/value/1/bandwidthKbps',
      '/serviceOrderItem/0/service/serviceCharacteristic/0/value/1/colour',
      '/serviceOrderItem/0/service/serviceCharacteristic/1/name',
      '/serviceOrderItem/0/service/serviceCharacteristic/topology',
    ]);
  });

  it('refuses a characteristic given twice', () => {
    const read = requirementOf(
      service([
        { name: 'topology', value: 'anyToAny' },
        { name: 'topology', value: 'internet' },
        { name: 'sites', value: [site] },
      ]),
      parties,
      undefined,
      '',
    );
    expect(read.ok ? '' : read.fault.message).toContain('topology is given twice');
  });
});
