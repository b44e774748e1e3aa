import type { AmendmentPreview, ServiceOrderAmendment, ServiceOrderVersion } from '@turnup/contract';
import { expect, test } from 'vitest';
import { amendmentTable, amendmentText, previewText, versionsText } from './amendment.ts';

const tasks = { kept: ['1/A/x'], changed: [], repeated: ['1/ALLOC/x'], replaced: [], removed: [], added: [] };
const item: ServiceOrderAmendment['item'][number] = {
  id: '1',
  outcome: 'held',
  reason: 'it costs 180.00 GBP, which must be accepted',
  charge: [
    {
      serviceOrderItem: '1',
      activity: 'CPE_SHIP',
      reason: 'the equipment has left the depot',
      chargeMinor: 18_000,
      currency: 'GBP',
    },
  ],
  tasks,
  costBefore: { capexMinor: 350_000, monthlyCostMinor: 0 },
  costAfter: { capexMinor: 620_000, monthlyCostMinor: 0 },
};
const amendment: ServiceOrderAmendment = {
  id: 'a-1',
  href: '/turnup/v1/serviceOrderAmendment/a-1',
  '@type': 'ServiceOrderAmendment',
  number: 2,
  state: 'held',
  serviceOrder: { id: 'o-1', href: '/o-1', name: 'SO-00001' },
  item: [item],
  requestedBy: 'orderStaff',
  requestedAt: '2027-03-11T12:00:00.000Z',
};
const difference = [{ path: '/items/1/sites/LDS/bandwidthKbps', before: 500_000, after: 1_000_000 }];

test('an amendment with its price and what it does to the tasks', () => {
  expect(amendmentText(amendment)).toBe(`amendment 2 of SO-00001: held  a-1
item 1: held, it costs 180.00 GBP, which must be accepted
  180.00 GBP: CPE_SHIP, the equipment has left the depot
  repeated: 1/ALLOC/x
  capital cost 3500.00 → 6200.00, monthly 0.00 → 0.00`);
  expect(amendmentTable([amendment])).toContain('held');
});

test('a preview says what changes and nothing of what does not', () => {
  const preview: AmendmentPreview = {
    state: 'done',
    item: [{ id: '1', outcome: 'applied', charge: [], tasks }],
    difference,
    expectedDateBefore: '2027-03-23',
    expectedDateAfter: '2027-04-05',
    parameters: [
      { id: '1', before: { circuit: ['TU-1'], vlan: ['300'] }, after: { circuit: ['TU-1'], vlan: ['301'] } },
    ],
    devices: [{ id: '1', device: 'PE-LDS', forward: '+ vlan 301', reverse: '- vlan 301' }],
  };
  expect(previewText(preview)).toBe(`it would be done
  /items/1/sites/LDS/bandwidthKbps: 500000 → 1000000
item 1: applied
  repeated: 1/ALLOC/x
expected on 2027-04-05, now 2027-03-23
item 1 vlan: 300 → 301
PE-LDS
+ vlan 301`);
});

test('versions with who, when and what', () => {
  const version: ServiceOrderVersion = {
    version: 2,
    author: 'orderStaff',
    effectiveAt: '2027-03-11T12:00:00.000Z',
    difference,
    snapshot: {},
  };
  expect(versionsText([])).toBe('it is as it was accepted');
  expect(versionsText([version])).toBe(`version 2: orderStaff, 2027-03-11T12:00:00.000Z
  /items/1/sites/LDS/bandwidthKbps: 500000 → 1000000`);
});
