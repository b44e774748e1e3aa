import { expect, test } from 'vitest';
import { child, parseXml, writeXml } from './xml.ts';

test('prefixes, defaults and attributes are resolved', () => {
  const root = parseXml('<a:x xmlns:a="urn:a" xmlns="urn:d" a:k="1" m="2"><y xmlns="">t</y><z/></a:x>');
  expect([root.name, root.namespace]).toEqual(['x', 'urn:a']);
  expect([...root.attributes]).toEqual([
    ['{urn:a}k', '1'],
    ['m', '2'],
  ]);
  expect([child(root, 'y')?.namespace, child(root, 'z')?.namespace]).toEqual(['', 'urn:d']);
});

test('references and CDATA are text', () => {
  expect(parseXml('<x>&lt;&#65;&#x42;<![CDATA[&amp;]]></x>').text).toBe('<AB&amp;');
});

test('comments and instructions are nothing', () => {
  const root = parseXml('<?xml version="1.0"?><!-- one --><x><!-- two --><?p q?><y/></x>');
  expect(writeXml(root)).toBe('<x><y/></x>');
});

test.each([
  '',
  'text',
  '<x>',
  '<x></y>',
  '<x/><y/>',
  '<x>&nope;</x>',
  '<x>a & b</x>',
  '<p:x/>',
  '<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>',
])('refuses %s', (text) => {
  expect(() => parseXml(text)).toThrow();
});
