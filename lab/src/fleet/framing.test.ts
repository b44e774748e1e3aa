import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMessage, FramingError, MessageDecoder } from './framing.ts';

function decodeAll(decoder: MessageDecoder, pieces: readonly Buffer[]): string[] {
  const messages: string[] = [];
  for (const piece of pieces) {
    decoder.push(piece);
    for (let text = decoder.next(); text !== undefined; text = decoder.next()) messages.push(text);
  }
  return messages;
}

function chunked(limitBytes?: number): MessageDecoder {
  const decoder = new MessageDecoder(limitBytes);
  decoder.framing = 'chunked';
  return decoder;
}

test('the example of RFC 6242, 4.2: three chunks, one message', () => {
  const bytes = Buffer.from(
    '\n#4\n<rpc\n#18\n message-id="102"\n\n#79\n     xmlns="urn:ietf:params:xml:ns:netconf:base:1.0">\n  <close-session/>\n</rpc>\n##\n',
  );
  expect(decodeAll(chunked(), [bytes])).toEqual([
    '<rpc message-id="102"\n     xmlns="urn:ietf:params:xml:ns:netconf:base:1.0">\n  <close-session/>\n</rpc>',
  ]);
});

test('the hello ends with the old delimiter and chunks follow in the same packet', () => {
  const decoder = new MessageDecoder();
  decoder.push(Buffer.from('<hello/>]]>]]>\n#6\n<rpc/>\n##\n'));
  expect(decoder.next()).toBe('<hello/>');
  decoder.framing = 'chunked';
  expect(decoder.next()).toBe('<rpc/>');
  expect(decoder.next()).toBeUndefined();
});

test.each([
  ['no line feed', '#4\nabcd\n##\n'],
  ['size with a leading zero', '\n#04\nabcd\n##\n'],
  ['size zero', '\n#0\n\n##\n'],
  ['size that is no number', '\n#4x\nabcd\n##\n'],
  ['size of eleven digits', '\n#12345678901\n'],
  ['header that never ends', '\n#1111111111111'],
  ['end without a chunk', '\n##\n'],
  ['text in place of a header', '\n#2\nabcd\n##\n'],
  ['bytes that are not UTF-8', Buffer.from([10, 35, 49, 10, 0xff, 10, 35, 35, 10])],
])('refuses %s', (_name, bytes) => {
  expect(() => decodeAll(chunked(), [Buffer.from(bytes)])).toThrow(FramingError);
});

test('refuses a message above the limit before it is all there, in either framing', () => {
  expect(() => decodeAll(chunked(10), [Buffer.from('\n#11\n')])).toThrow(FramingError);
  expect(() => decodeAll(chunked(10), [Buffer.from('\n#6\nabcdef\n#5\n')])).toThrow(FramingError);
  expect(() => decodeAll(new MessageDecoder(10), [Buffer.from('x'.repeat(17))])).toThrow(FramingError);
  expect(decodeAll(chunked(10), [Buffer.from('\n#10\n0123456789\n##\n')])).toEqual(['0123456789']);
});

test('whatever the packets, the messages come out as they went in', () => {
  const text = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 40 })
    .filter((value) => !value.includes(']]>'));
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 9 })),
      fc.constantFrom('chunked' as const, 'end-of-message' as const),
      (messages, cuts, framing) => {
        const bytes = Buffer.concat(messages.map((message) => encodeMessage(message, framing)));
        const pieces: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(bytes.subarray(at, at + cut));
          at = Math.min(at + cut, bytes.length);
        }
        pieces.push(bytes.subarray(at));
        const decoder = new MessageDecoder();
        decoder.framing = framing;
        expect(decodeAll(decoder, pieces)).toEqual(messages);
      },
    ),
  );
});
