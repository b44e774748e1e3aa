import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changesBetween, planDevice, wishesOf } from '../rules/ownership.ts';
import type { Leaf, LeafValue } from '../types.ts';
import { fingerprintOf, fromData, toEditConfig, toFilter } from './codec.ts';
import { Deframer, FramingError, frame } from './framing.ts';
import { parseXml } from './xml.ts';

const dialect = { root: 'device', namespace: 'urn:turnup:device' };

describe('framing', () => {
  const messages = fc.array(
    fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes(']]>]]>')),
    { minLength: 1 },
  );

  test('messages survive any cut of the stream, in both kinds', () => {
    fc.assert(
      fc.property(messages, fc.boolean(), fc.integer({ min: 1, max: 7 }), (texts, chunked, piece) => {
        const stream = Buffer.concat(texts.map((text) => frame(text, chunked)));
        const deframer = new Deframer();
        deframer.chunked = chunked;
        const read: string[] = [];
        for (let at = 0; at < stream.length; at += piece) {
          deframer.push(stream.subarray(at, at + piece));
          for (let next = deframer.next(); next !== undefined; next = deframer.next()) read.push(next);
        }
        expect(read).toEqual(texts);
      }),
    );
  });

  test('a message of several chunks is one message; the kind may change between two', () => {
    const deframer = new Deframer();
    deframer.push(Buffer.from('<hello/>]]>]]>\n#3\n<rp\n#4\nc-a>\n##\n'));
    expect(deframer.next()).toBe('<hello/>');
    deframer.chunked = true;
    expect(deframer.next()).toBe('<rpc-a>');
    expect(deframer.next()).toBeUndefined();
  });

  test.each(['\n#0\nx', '#5\nhello', '\n#-1\nx', '\n##\n', `\n#${'1'.repeat(20)}`, '\n#4294967296\n'])(
    '%j breaks the session',
    (bytes) => {
      const deframer = new Deframer();
      deframer.chunked = true;
      deframer.push(Buffer.from(bytes));
      expect(() => deframer.next()).toThrow(FramingError);
    },
  );
});

test('a document type is refused, references are read, an unknown one is left as it is', () => {
  expect(() => parseXml('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).toThrow(/document type/);
  expect(parseXml('<n:a xmlns:n="u">&lt;&amp;&#65;&#x42;</n:a>')).toMatchObject({ name: 'a', text: '<&AB' });
});

describe('the codec', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', '7', '-', '<', '&', '"', 'é', '/', '.'),
    minLength: 1,
    maxLength: 8,
  });
  const values: fc.Arbitrary<readonly [Leaf['combiner'], LeafValue]> = fc.oneof(
    text.map((value) => ['equal', value] as const),
    fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((value) => ['set', value] as const),
    fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((value) => ['ordered', value] as const),
  );
  const leaves = fc
    .array(fc.tuple(text, text, fc.constantFrom('x', 'y', 'z'), values), { minLength: 1, maxLength: 8 })
    .map((rows) => {
      const byPath = new Map<string, Leaf>();
      for (const [outer, inner, name, [combiner, value]] of rows) {
        const path = `/list[key='${outer}']/inner[id='${inner}']/${name}`;
        byPath.set(path, { device: 'd', path, combiner, value });
      }
      return [...byPath.values()];
    });

  test('what is written for a new device is read back as it was meant, and the filter names the same places', () => {
    fc.assert(
      fc.property(leaves, (wanted) => {
        const wishes = wishesOf(wanted);
        const plan = planDevice('s', wishes, { device: 'd', owned: new Map() });
        const config = toEditConfig(changesBetween(plan.images, 'forward'), dialect);
        const read = fromData(parseXml(`<data>${config}</data>`), [...wishes.values()], dialect);
        for (const wish of wishes.values()) expect(read.get(wish.path)).toEqual(wish.value);
        const filter = parseXml(toFilter([...wishes.values()], dialect));
        expect(filter.children.map((entry) => entry.name)).toEqual(filter.children.map(() => 'list'));
        expect(filter.children.length).toBe(new Set(wanted.map(({ path }) => path.split('/inner')[0])).size);
      }),
    );
  });

  test('only the difference is written: members of a set, the whole of a sequence, an entry with all that is in it', () => {
    const config = toEditConfig(
      [
        {
          path: "/vrf[name='A']/target",
          combiner: 'set',
          operation: 'set',
          before: ['1', '2'],
          after: ['2', '3'],
        },
        {
          path: "/path[name='P']/hop",
          combiner: 'ordered',
          operation: 'set',
          before: ['x', 'y'],
          after: ['y', 'x'],
        },
        { path: "/vrf[name='A']/as", combiner: 'equal', operation: 'delete', before: '7', after: null },
        { path: "/evc[name='E']", combiner: 'equal', operation: 'delete', before: 'present', after: null },
      ],
      dialect,
    );
    expect(config).toBe(`<device xmlns="urn:turnup:device" xmlns:nc="urn:ietf:params:xml:ns:netconf:base:1.0">
  <vrf>
    <name>A</name>
    <target nc:operation="remove">1</target>
    <target>3</target>
    <as nc:operation="remove"/>
  </vrf>
  <path>
    <name>P</name>
    <hop nc:operation="remove"/>
    <hop>y</hop>
    <hop>x</hop>
  </path>
  <evc nc:operation="remove">
    <name>E</name>
  </evc>
</device>`);
  });

  test('a fingerprint does not depend on order, prefixes or white space, but on every value', () => {
    const one = fingerprintOf(parseXml('<data><a><b>1</b><c>2</c></a><a><b>3</b></a></data>'));
    expect(
      fingerprintOf(
        parseXml(
          '<n:data xmlns:n="u">\n<n:a><n:b>3</n:b></n:a> <n:a><n:c>2</n:c><n:b>1</n:b></n:a></n:data>',
        ),
      ),
    ).toBe(one);
    expect(fingerprintOf(parseXml('<data><a><b>1</b></a><a><b>3</b><c>2</c></a></data>'))).not.toBe(one);
  });
});
