import { expect, test } from 'vitest';
import { flowsOf, type TreePort } from './rooted-flows.ts';

const tree = { rootVlan: 100, leafVlan: 101 };
const ports: readonly TreePort[] = [
  { kind: 'trunk', port: 1 },
  { kind: 'root', port: 2, vlan: 0, meter: 2 },
  { kind: 'leaf', port: 3, vlan: 7 },
  { kind: 'leaf', port: 4, vlan: 0 },
];
const flows = flowsOf(tree, ports);
const of = (words: string) => flows.filter((flow) => flow.includes(words));

test('what comes in is policed and tagged by who sent it', () => {
  const into = 'load:100->NXM_NX_REG1[],resubmit(,20)';
  expect(of('table=0,')).toEqual([
    `table=0,cookie=0x7f0064,priority=200,in_port=1,dl_vlan=100,actions=${into}`,
    `table=0,cookie=0x7f0064,priority=200,in_port=1,dl_vlan=101,actions=${into}`,
    `table=0,cookie=0x7f0064,priority=200,in_port=2,actions=meter:2,push_vlan:0x88a8,set_field:4196->vlan_vid,${into}`,
    `table=0,cookie=0x7f0064,priority=200,in_port=3,dl_vlan=7,actions=push_vlan:0x88a8,set_field:4197->vlan_vid,${into}`,
    `table=0,cookie=0x7f0064,priority=200,in_port=4,actions=push_vlan:0x88a8,set_field:4197->vlan_vid,${into}`,
  ]);
});

test('what leaves sent goes to roots and trunks, and to no leaf, known or not', () => {
  const toLeaves = of('table=22').filter((flow) => flow.includes('dl_vlan=101'));
  expect(toLeaves.some((flow) => /output:[34]\b/.test(flow))).toBe(false);
  expect(of('reg0=0,dl_vlan=101')).toEqual([
    'table=22,cookie=0x7f0064,priority=50,reg1=100,reg0=0,dl_vlan=101,actions=output:1,pop_vlan,output:2',
  ]);
  expect(of('reg0=0,dl_vlan=100')).toEqual([
    'table=22,cookie=0x7f0064,priority=50,reg1=100,reg0=0,dl_vlan=100,actions=output:1,pop_vlan,output:2,output:3,output:4',
  ]);
});
