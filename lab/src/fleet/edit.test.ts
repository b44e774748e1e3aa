import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences } from './difference.ts';
import { editTree } from './edit.ts';
import { filterTree } from './filter.ts';
import { type ContainerData, emptyTree, fromJson, hashTree, toJson, toXml } from './tree.ts';
import { validateTree } from './validate.ts';
import { element, parseXml, writeXml } from './xml.ts';

const DEVICE = 'urn:turnup:device';

function edit(tree: ContainerData, xml: string, operation: 'merge' | 'replace' | 'none' = 'merge') {
  const config = parseXml(
    `<config xmlns="${DEVICE}" xmlns:nc="urn:ietf:params:xml:ns:netconf:base:1.0"><device>${xml}</device></config>`,
  );
  return editTree(tree, config, operation);
}

function edited(tree: ContainerData, ...steps: readonly string[]): ContainerData {
  return steps.reduce((before, xml) => {
    const outcome = edit(before, xml);
    if (!outcome.ok) throw outcome.fault;
    return outcome.tree;
  }, tree);
}

const base = edited(
  emptyTree,
  '<port><name>ge-0</name><mtu>9000</mtu><unit><vlan>7</vlan><vrf>a</vrf><address>10.0.0.1/30</address></unit></port><vrf><name>a</name><rd>1:1</rd><import-target>1:1</import-target><import-target>1:2</import-target></vrf><path><name>p</name><destination>10.0.0.9</destination><hop>X</hop><hop>Y</hop></path>',
);

test('merge adds and changes, and shares what it does not touch', () => {
  const after = edited(
    base,
    '<vrf><name>b</name><rd>1:2</rd></vrf><port><name>ge-0</name><mtu>1500</mtu></port>',
  );
  expect(toJson(after)).toMatchObject({ port: [{ name: 'ge-0', mtu: 1500, unit: [{ vlan: 7 }] }] });
  expect(after.children.get('path')).toBe(base.children.get('path'));
  expect(differences(base, after)).toEqual([
    { path: "/d:device/d:port[d:name='ge-0']/d:mtu", operation: 'replace' },
    { path: "/d:device/d:vrf[d:name='b']", operation: 'create' },
  ]);
});

test('replace takes the place of an entry; delete takes a leaf, an entry, a value or a whole leaf-list', () => {
  expect(toJson(edited(base, '<vrf nc:operation="replace"><name>a</name><rd>2:2</rd></vrf>'))).toMatchObject({
    vrf: [{ name: 'a', rd: '2:2' }],
  });
  const after = edited(
    base,
    '<port><name>ge-0</name><mtu nc:operation="delete"/><unit nc:operation="delete"><vlan>7</vlan></unit></port>',
    '<vrf><name>a</name><import-target nc:operation="delete">1:1</import-target></vrf>',
    '<path><name>p</name><hop nc:operation="delete"/><hop>Y</hop><hop>X</hop></path>',
  );
  expect(toJson(after)).toEqual({
    port: [{ name: 'ge-0' }],
    vrf: [{ name: 'a', rd: '1:1', 'import-target': ['1:2'] }],
    path: [{ name: 'p', destination: '10.0.0.9', hop: ['Y', 'X'] }],
  });
});

test('remove of what is not there does nothing', () => {
  const after = edited(base, '<vrf nc:operation="remove"><name>zz</name></vrf>');
  expect(hashTree(after)).toBe(hashTree(base));
});

test('default-operation replace starts from nothing, none changes only what is marked', () => {
  const replaced = edit(base, '<system><hostname>x</hostname></system>', 'replace');
  expect(replaced.ok && toJson(replaced.tree)).toEqual({ system: { hostname: 'x' } });
  const marked = edit(
    base,
    '<vrf><name>a</name><rd>9:9</rd><local-as nc:operation="merge">7</local-as></vrf>',
    'none',
  );
  expect(marked.ok && toJson(marked.tree)).toMatchObject({ vrf: [{ rd: '1:1', 'local-as': 7 }] });
});

test.each([
  [
    'an unknown element',
    '<vrf><name>a</name><nope/></vrf>',
    'unknown-element',
    "/d:device/d:vrf[d:name='a']",
  ],
  [
    'an element inside a leaf',
    '<system><hostname><x/></hostname></system>',
    'unknown-element',
    '/d:device/d:system/d:hostname',
  ],
  ['another namespace', '<vrf xmlns="urn:other"><name>a</name></vrf>', 'unknown-namespace', '/d:device'],
  ['a missing key', '<vrf><rd>1:1</rd></vrf>', 'missing-element', '/d:device/d:vrf'],
  [
    'a value out of range',
    '<port><name>ge-0</name><mtu>1279</mtu></port>',
    'invalid-value',
    "/d:device/d:port[d:name='ge-0']/d:mtu",
  ],
  [
    'a VLAN above 4094',
    '<port><name>ge-0</name><unit><vlan>4095</vlan></unit></port>',
    'invalid-value',
    "/d:device/d:port[d:name='ge-0']/d:unit/d:vlan",
  ],
  [
    'host bits in a prefix',
    '<vrf><name>a</name><network><prefix>10.0.0.1/24</prefix></network></vrf>',
    'invalid-value',
    "/d:device/d:vrf[d:name='a']/d:network/d:prefix",
  ],
  [
    'a number that is too large for its AS',
    '<vrf><name>a</name><rd>70000:65536</rd></vrf>',
    'invalid-value',
    "/d:device/d:vrf[d:name='a']/d:rd",
  ],
  [
    'create of what exists',
    '<vrf nc:operation="create"><name>a</name></vrf>',
    'data-exists',
    "/d:device/d:vrf[d:name='a']",
  ],
  [
    'delete of what does not',
    '<vrf nc:operation="delete"><name>zz</name></vrf>',
    'data-missing',
    "/d:device/d:vrf[d:name='zz']",
  ],
  [
    'delete of an absent value',
    '<vrf><name>a</name><import-target nc:operation="delete">9:9</import-target></vrf>',
    'data-missing',
    "/d:device/d:vrf[d:name='a']/d:import-target[.='9:9']",
  ],
  [
    'an unknown operation',
    '<vrf nc:operation="burn"><name>a</name></vrf>',
    'bad-attribute',
    '/d:device/d:vrf',
  ],
  [
    'a leaf that is there twice',
    '<system><hostname>a</hostname><hostname>b</hostname></system>',
    'bad-element',
    '/d:device/d:system',
  ],
  ['text between elements', '<system>oops</system>', 'bad-element', '/d:device/d:system'],
])('refuses %s', (_name, xml, tag, path) => {
  const before = hashTree(base);
  const outcome = edit(base, xml);
  expect(outcome.ok ? 'applied' : outcome.fault.parts).toMatchObject({ tag, path });
  expect(hashTree(base)).toBe(before);
});

test.each([
  [
    'a dangling vrf',
    '<port><name>x</name><unit><vlan>1</vlan><vrf>zz</vrf></unit></port>',
    'data-missing',
    'instance-required',
  ],
  [
    'a dangling path',
    '<vrf><name>a</name><path-to><destination>1.1.1.1</destination><path>zz</path></path-to></vrf>',
    'data-missing',
    'instance-required',
  ],
  [
    'a missing remote-as',
    '<vrf><name>a</name><local-as>1</local-as><neighbor><address>1.1.1.1</address></neighbor></vrf>',
    'data-missing',
    undefined,
  ],
  [
    'shares of 90 percent',
    '<qos-policy><name>q</name><class><name>c</name><dscp>0</dscp><share-percent>90</share-percent></class></qos-policy>',
    'operation-failed',
    'must-violation',
  ],
  [
    'a dscp in two classes',
    '<qos-policy><name>q</name><class><name>c</name><dscp>0</dscp><share-percent>90</share-percent></class><class><name>d</name><dscp>0</dscp><share-percent>10</share-percent></class></qos-policy>',
    'operation-failed',
    'data-not-unique',
  ],
  [
    'a distinguisher used twice',
    '<vrf><name>b</name><rd>1:1</rd></vrf>',
    'operation-failed',
    'data-not-unique',
  ],
  [
    'targets without a distinguisher',
    '<vrf><name>b</name><export-target>1:1</export-target></vrf>',
    'operation-failed',
    'must-violation',
  ],
  [
    'neighbours without an own AS',
    '<vrf><name>b</name><neighbor><address>1.1.1.1</address><remote-as>1</remote-as></neighbor></vrf>',
    'operation-failed',
    'must-violation',
  ],
  [
    'a unit above its port',
    '<port><name>ge-0</name><unit><vlan>7</vlan><mtu>9001</mtu></unit></port>',
    'operation-failed',
    'must-violation',
  ],
  [
    'overlapping subnets in a vrf',
    '<port><name>ge-1</name><unit><vlan>7</vlan><vrf>a</vrf><address>10.0.0.2/29</address></unit></port>',
    'operation-failed',
    'data-not-unique',
  ],
  [
    'a unit of a vrf and of an evc',
    '<port><name>ge-1</name><unit><vlan>7</vlan><vrf>a</vrf><evc>e</evc></unit></port><evc><name>e</name><pseudowire-id>1</pseudowire-id><remote>1.1.1.1</remote></evc>',
    'operation-failed',
    'must-violation',
  ],
  [
    'an evc with two units',
    '<port><name>ge-1</name><unit><vlan>7</vlan><evc>e</evc></unit><unit><vlan>8</vlan><evc>e</evc></unit></port><evc><name>e</name><pseudowire-id>1</pseudowire-id><remote>1.1.1.1</remote></evc>',
    'operation-failed',
    'data-not-unique',
  ],
  [
    'a pseudowire id used twice',
    '<evc><name>e</name><pseudowire-id>1</pseudowire-id><remote>1.1.1.1</remote></evc><evc><name>f</name><pseudowire-id>1</pseudowire-id><remote>1.1.1.1</remote></evc>',
    'operation-failed',
    'data-not-unique',
  ],
])('a configuration with %s is not valid', (_name, xml, tag, appTag) => {
  const faults = validateTree(edited(base, xml)).map(({ parts }) => ({
    tag: parts.tag,
    appTag: parts.appTag,
  }));
  expect(faults).toEqual([{ tag, appTag }]);
  expect(validateTree(base)).toEqual([]);
});

test('JSON and XML carry the whole configuration, and the hash does not depend on the order of entries', () => {
  expect(hashTree(fromJson(toJson(base)))).toBe(hashTree(base));
  expect(
    hashTree(
      edited(
        emptyTree,
        toXml(base)
          .map((node) => writeXml(node))
          .join(''),
      ),
    ),
  ).toBe(hashTree(base));
  const reversed = edited(
    emptyTree,
    [...toXml(base)]
      .reverse()
      .map((node) => writeXml(node))
      .join(''),
  );
  expect(hashTree(reversed)).toBe(hashTree(base));
  const otherHops = edited(
    base,
    '<path><name>p</name><hop nc:operation="delete"/><hop>Y</hop><hop>X</hop></path>',
  );
  expect(hashTree(otherHops)).not.toBe(hashTree(base));
});

test('text of any kind survives the way through XML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
      const description = writeXml(element(DEVICE, 'description', text));
      const tree = edited(emptyTree, `<port><name>p</name>${description}</port>`);
      expect(toJson(tree)).toMatchObject({ port: [{ description: text }] });
    }),
  );
});

test('subtree filters select, contain and match', () => {
  const device = element(DEVICE, 'device', toXml(base));
  const filtered = (filter: string) =>
    filterTree([device], parseXml(`<filter xmlns="${DEVICE}">${filter}</filter>`))
      .map((node) => writeXml(node))
      .join('');
  const inside = (xml: string) => `<device xmlns="${DEVICE}">${xml}</device>`;
  expect(filtered('<device><vrf><name>a</name><rd/></vrf></device>')).toBe(
    inside('<vrf><name>a</name><rd>1:1</rd></vrf>'),
  );
  expect(filtered('<device><vrf><name>zz</name></vrf></device>')).toBe('');
  expect(filtered('<device><path><hop/></path></device>')).toBe(
    inside('<path><hop>X</hop><hop>Y</hop></path>'),
  );
  expect(filtered('<device/>')).toBe(writeXml(device));
  expect(filtered('')).toBe('');
  expect(filtered('<device xmlns="urn:other"/>')).toBe('');
});
