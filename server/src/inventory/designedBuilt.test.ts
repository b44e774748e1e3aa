import { expect, test } from 'vitest';
import { type DesignedPart, designedAgainstBuilt } from './designedBuilt.ts';

const port: DesignedPart = { role: 'access:HQ:0', kind: 'port', key: 'pe1/ge-0', within: '', count: 1 };
const vlan: DesignedPart = { role: 'vlan:HQ:0', kind: 'VLAN', key: null, within: 'pe1/ge-0/', count: 1 };
const cpe: DesignedPart = { role: 'cpe:HQ', kind: 'cpe', key: null, within: 'CX-2000/', count: 2 };

test('what was built as designed, less, more, other, and without a design', () => {
  const built = [
    { role: 'access:HQ:0', kind: 'port', key: 'pe1/ge-1' },
    { role: 'vlan:HQ:0', kind: 'VLAN', key: 'pe1/ge-0/300' },
    { role: 'cpe:HQ', kind: 'cpe', key: 'CX-2000/S1' },
    { role: 'probe', kind: 'RD', key: '65000:9' },
  ];
  expect(designedAgainstBuilt([port, vlan, cpe], built)).toEqual([
    { role: 'access:HQ:0', kind: 'port', designed: 'pe1/ge-0', built: ['pe1/ge-1'], verdict: 'different' },
    { role: 'cpe:HQ', kind: 'cpe', designed: '2 cpe of CX-2000', built: ['CX-2000/S1'], verdict: 'missing' },
    { role: 'probe', kind: 'RD', designed: '', built: ['65000:9'], verdict: 'notDesigned' },
    {
      role: 'vlan:HQ:0',
      kind: 'VLAN',
      designed: '1 VLAN of pe1/ge-0',
      built: ['pe1/ge-0/300'],
      verdict: 'asDesigned',
    },
  ]);
  const twice = [
    { role: 'access:HQ:0', kind: 'port', key: 'pe1/ge-0' },
    { role: 'access:HQ:0', kind: 'port', key: 'pe1/ge-0' },
  ];
  expect(designedAgainstBuilt([port], twice)[0]?.verdict).toBe('different');
  expect(designedAgainstBuilt([port], [])[0]?.verdict).toBe('missing');
});
