import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { editTree } from './edit.ts';
import { deviceSchema, type SchemaNode } from './schema.ts';
import { vpnNodes } from './testing/vpn.ts';
import { type ContainerData, emptyTree, toXml } from './tree.ts';
import { validateTree } from './validate.ts';
import { initialTree } from './world-rules.ts';
import { element, parseXml, writeXml } from './xml.ts';

const modules = [
  ...readFileSync(new URL('./model.md', import.meta.url), 'utf8').matchAll(/```yang\n([\s\S]*?)```/g),
].map((block) => block[1] ?? '');
const device = modules[0] ?? '';

type Statement = { readonly keyword: string; readonly argument: string; readonly body: readonly Statement[] };

/** YANG's statement syntax (RFC 7950, 6.3), as far as the module uses it. */
function parseYang(text: string): readonly Statement[] {
  const tokens = text.match(/"[^"]*"|'[^']*'|[{};]|[^\s{};]+/g) ?? [];
  let at = 0;
  function statements(): readonly Statement[] {
    const found: Statement[] = [];
    while (at < tokens.length && tokens[at] !== '}') {
      const keyword = tokens[at++] ?? '';
      const argument =
        tokens[at] === '{' || tokens[at] === ';' ? '' : (tokens[at++] ?? '').replace(/^["']|["']$/g, '');
      const body = tokens[at++] === '{' ? statements() : [];
      if (body.length > 0) at++;
      found.push({ keyword, argument, body });
    }
    return found;
  }
  return statements();
}

const argumentOf = ({ body }: Statement, keyword: string) =>
  body.find((part) => part.keyword === keyword)?.argument;
const nested = (parts: readonly Statement[], keyword: string, argument: string) =>
  parts.find((part) => part.keyword === keyword && part.argument === argument)?.body ?? [];

const root = parseYang(device)[0]?.body ?? [];
const typedefs = new Map(
  root.filter((part) => part.keyword === 'typedef').map((part) => [part.argument, part]),
);

/** One line for each node of the module. */
function fromYang(parts: readonly Statement[], path: string): string[] {
  return parts
    .filter(
      (part) =>
        ['container', 'list', 'leaf', 'leaf-list'].includes(part.keyword) &&
        argumentOf(part, 'config') !== 'false',
    )
    .flatMap((part) => {
      const here = `${path}/${part.argument}`;
      const facts = [
        argumentOf(part, 'key') && `key ${argumentOf(part, 'key')}`,
        argumentOf(part, 'mandatory') === 'true' && 'mandatory',
        argumentOf(part, 'min-elements') && `min ${argumentOf(part, 'min-elements')}`,
        argumentOf(part, 'ordered-by') === 'user' && 'user',
        rangeOf(part),
      ].filter(Boolean);
      return [[part.keyword, here, ...facts].join(' '), ...fromYang(part.body, here)];
    });
}

function rangeOf(part: Statement): string | undefined {
  const type = part.body.find((candidate) => candidate.keyword === 'type');
  if (type === undefined) return undefined;
  const typedef = typedefs.get(type.argument);
  const reference = argumentOf(type, 'path');
  if (reference) return `-> ${reference.split('/')[2]?.replace('d:', '')}`;
  const range = argumentOf(type, 'range');
  return range ?? (typedef && rangeOf(typedef));
}

/** The same lines from the schema. */
function fromSchema(name: string, schema: SchemaNode, path: string): string[] {
  const here = `${path}/${name}`;
  const type = schema.kind === 'leaf' || schema.kind === 'leaf-list' ? schema.type : undefined;
  const facts = [
    schema.kind === 'list' && `key ${schema.key}`,
    schema.kind === 'leaf' && schema.mandatory && 'mandatory',
    (schema.kind === 'list' || schema.kind === 'leaf-list') && schema.min && `min ${schema.min}`,
    schema.kind === 'leaf-list' && schema.orderedBy === 'user' && 'user',
    type?.base === 'uint' && `${type.min}..${type.max}`,
    type?.base === 'leafref' && `-> ${type.list}`,
  ].filter(Boolean);
  const children = schema.kind === 'container' || schema.kind === 'list' ? schema.children : {};
  const below = Object.entries(children).flatMap(([childName, child]) => fromSchema(childName, child, here));
  return [[schema.kind, here, ...facts].join(' '), ...below];
}

test('the module and the schema have the same nodes, keys, ranges and references in the same order', () => {
  const yang = fromYang(nested(root, 'container', 'device'), '/device');
  const schema = Object.entries(deviceSchema.children).flatMap(([name, node]) =>
    fromSchema(name, node, '/device'),
  );
  expect(yang).toEqual(schema);
  expect(yang).toContain('list /device/port/unit key vlan');
});

const hasYanglint = (() => {
  try {
    execFileSync('yanglint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const folder = mkdtempSync(join(tmpdir(), 'model-'));
const module = join(folder, 'turnup-device.yang');
writeFileSync(module, device);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether yanglint admits a configuration under the module. */
async function yanglintAdmits(tree: ContainerData, name: string): Promise<boolean> {
  const data = join(folder, `${name}.xml`);
  writeFileSync(data, writeXml(element('urn:turnup:device', 'device', toXml(tree))));
  try {
    await promisify(execFile)('yanglint', ['-t', 'config', module, data]);
    return true;
  } catch {
    return false;
  }
}

function edited(xml: string): ContainerData {
  const outcome = editTree(
    emptyTree,
    parseXml(`<config><device xmlns="urn:turnup:device">${xml}</device></config>`),
    'merge',
  );
  if (!outcome.ok) throw outcome.fault;
  return outcome.tree;
}

const evc = (name: string, remote: string) =>
  `<evc><name>${name}</name><pseudowire-id>1</pseudowire-id><remote>${remote}</remote></evc>`;
const unit = (vlan: number, inner: string) =>
  `<port><name>p</name><unit><vlan>${vlan}</vlan>${inner}</unit></port>`;
const policy = (...classes: readonly (readonly [string, number, number])[]) =>
  `<qos-policy><name>q</name>${classes.map(([name, dscp, share]) => `<class><name>${name}</name><dscp>${dscp}</dscp><share-percent>${share}</share-percent></class>`).join('')}</qos-policy>`;
const routerId = '<system><router-id>1.1.1.1</router-id></system>';

/** Configurations on both sides of every rule that YANG can express. */
const configurations: readonly string[] = [
  policy(['a', 0, 60], ['b', 1, 40]),
  policy(['a', 0, 60], ['b', 1, 41]),
  policy(['a', 0, 60], ['b', 0, 40]),
  `${evc('e', '2.2.2.2')}${evc('f', '2.2.2.2')}`,
  `${routerId}${evc('e', '1.1.1.1')}${evc('f', '1.1.1.1')}`,
  `${routerId}${evc('e', '1.1.1.1')}${evc('f', '1.1.1.1')}${evc('g', '1.1.1.1')}`,
  `${evc('e', '2.2.2.2')}${unit(1, '<evc>e</evc>')}`,
  `${evc('e', '2.2.2.2')}${unit(1, '<evc>e</evc>')}${unit(2, '<evc>e</evc>')}`,
  `${evc('e', '2.2.2.2')}${unit(1, '<evc>e</evc><address>10.0.0.1/24</address>')}`,
  `${evc('e', '2.2.2.2')}<vrf><name>v</name></vrf>${unit(1, '<evc>e</evc><vrf>v</vrf>')}`,
  unit(1, '<vrf>v</vrf>'),
  unit(1, '<mtu>1500</mtu>'),
  unit(1, '<mtu>1501</mtu>'),
  '<vrf><name>v</name><export-target>1:1</export-target></vrf>',
  '<vrf><name>v</name><rd>1:1</rd></vrf><vrf><name>w</name><rd>1:1</rd></vrf>',
  '<vrf><name>v</name><neighbor><address>1.1.1.1</address><remote-as>1</remote-as></neighbor></vrf>',
  '<vrf><name>v</name><local-as>1</local-as><neighbor><address>1.1.1.1</address></neighbor></vrf>',
  '<path><name>p</name><destination>1.1.1.1</destination></path>',
];

test.skipIf(!hasYanglint)('yanglint and the device agree on what is valid', async () => {
  const trees = [...vpnNodes.filter((node) => node.managed).map(initialTree), ...configurations.map(edited)];
  const verdicts = await Promise.all(
    trees.map(async (tree, index) => ({
      index,
      device: validateTree(tree).length === 0,
      yanglint: await yanglintAdmits(tree, `c${index}`),
    })),
  );
  expect(verdicts.filter((verdict) => verdict.device !== verdict.yanglint)).toEqual([]);
  expect(verdicts.filter((verdict) => verdict.device).length).toBeGreaterThan(vpnNodes.length);
});
