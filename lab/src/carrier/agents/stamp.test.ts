import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReflected, reflect, smallestPacket, writeSent } from './stamp-packet.ts';
import { sendStamp } from './stamp-sender.ts';

test('what a sender writes comes back whole, whatever its size, with the reflector’s count and times', () => {
  const us = fc.integer({ min: 0, max: 2_000_000_000 }).map((seconds) => seconds * 1e6 + 123_456.5);
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const size = fc.integer({ min: smallestPacket, max: 1_472 });
  fc.assert(
    fc.property(word, word, us, us, size, (sequence, count, sentUs, receivedUs, bytes) => {
      const packet = Buffer.alloc(bytes);
      writeSent(packet, sequence, sentUs);
      const answer = reflect(packet, count, receivedUs);
      expect(answer.length).toBe(bytes);
      const read = readReflected(answer);
      expect([read.sequence, read.reflectorSequence]).toEqual([sequence, count]);
      expect(Math.abs(read.sentUs - sentUs)).toBeLessThan(1);
      expect(Math.abs(read.receivedUs - receivedUs)).toBeLessThan(1);
    }),
  );
});

test('the layout is that of RFC 8762, 4.2.1 and 4.3.1', () => {
  const packet = Buffer.alloc(smallestPacket);
  // 1970-01-01T00:00:01.5Z is 2,208,988,801.5 s of the NTP era.
  writeSent(packet, 7, 1_500_000);
  expect(packet.subarray(0, 14).toString('hex')).toBe('0000000783aa7e81800000008001');
  const answer = reflect(packet, 3, 2_250_000);
  expect(answer.readUInt32BE(0)).toBe(3);
  expect(answer.subarray(16, 24).toString('hex')).toBe('83aa7e8240000000');
  expect(answer.subarray(24, 38).toString('hex')).toBe('0000000783aa7e81800000008001');
  expect(answer[40]).toBe(255);
});

test('a sender to which nobody answers says so', async () => {
  const [source, destination] = ['127.0.0.1', '127.0.0.1'];
  const answer = await sendStamp({ source, destination, count: 3, sizeBytes: 128 });
  expect(answer).toEqual({ sent: 3, received: 0, arrived: 0 });
});
