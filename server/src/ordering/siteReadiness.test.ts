import { expect, test } from 'vitest';
import { notReady, type SiteReadiness } from './siteReadiness.ts';

const model = { code: 'CX-2000', rackUnits: 1, throughputKbps: 2_000_000, wanPorts: 2 };
const leg = { node: 'PE-LDS', port: 'xe-0', portRateKbps: 10_000_000, optic: '10GBASE-LR' };
const site: SiteReadiness = {
  site: 'HQ',
  power: { freeSockets: 2, freeRackUnits: 2 },
  quantity: 2,
  model,
  legs: [leg, leg],
  bandwidthKbps: 500_000,
};

test('a building that has exactly what is needed is ready, and one that nobody has seen is not in the way', () => {
  expect(notReady(site)).toEqual({ building: [], equipment: [] });
  expect(notReady({ ...site, power: undefined })).toEqual({ building: [], equipment: [] });
});

test('sockets and rack units are counted over all units, and told with the numbers', () => {
  expect(notReady({ ...site, power: { freeSockets: 1, freeRackUnits: 1 } }).building).toEqual([
    'HQ has 1 free sockets, 2 × CX-2000 need 2',
    'HQ has 1 free rack units, 2 × CX-2000 need 2',
  ]);
  const hungry = { ...site, model: { ...model, powerSockets: 2 } };
  expect(notReady(hungry).building).toEqual(['HQ has 2 free sockets, 2 × CX-2000 need 4']);
  const still = { ...site, model: { ...model, powerSockets: 0, rackUnits: 0 } };
  expect(notReady({ ...still, power: { freeSockets: 0, freeRackUnits: 0 } }).building).toEqual([]);
});

test('optic and rate of each port must suit; a port without an optic on record says nothing', () => {
  const short = { ...site, model: { ...model, optics: ['10GBASE-SR'] } };
  expect(notReady(short).equipment).toEqual(
    [leg, leg].map(() => 'port PE-LDS/xe-0 has a 10GBASE-LR; a CX-2000 takes 10GBASE-SR'),
  );
  const { optic: _, ...bare } = leg;
  expect(notReady({ ...short, legs: [bare] }).equipment).toEqual([]);
  expect(notReady({ ...site, legs: [{ ...leg, portRateKbps: 100_000 }] }).equipment).toEqual([
    'port PE-LDS/xe-0 carries 100000 kbit/s of 500000',
  ]);
});
