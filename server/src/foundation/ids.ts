const counterBits = 12;
const counterEnd = 2 ** counterBits;

/** What the last id of a process was made of: its millisecond and its place in that millisecond. */
export type IdMoment = { readonly epochMs: number; readonly counter: number };

/**
 * The moment of the next id: later than the last one's, also within a millisecond and when the clock was set back (RFC
 * 9562, 6.2, method 1). A new millisecond starts its counter in the lower half, at chance; one that is full lends from the
 * next millisecond.
 */
export function nextIdMoment(last: IdMoment | undefined, epochMs: number, chance: number): IdMoment {
  const now = Math.trunc(epochMs);
  if (last === undefined || now > last.epochMs) return { epochMs: now, counter: chance % (counterEnd / 2) };
  if (last.counter + 1 < counterEnd) return { epochMs: last.epochMs, counter: last.counter + 1 };
  return { epochMs: last.epochMs + 1, counter: 0 };
}

/**
 * UUID version 7 (RFC 9562, 5.7) from a moment and eight random bytes, so that ids sort by creation.
 * Pure: the platform brings time and chance.
 */
export function uuidV7(moment: IdMoment, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(moment.epochMs / 2 ** 32));
  view.setUint32(2, moment.epochMs);
  view.setUint16(6, 0x7000 | moment.counter);
  bytes.set(random.subarray(0, 8), 8);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Buffer.from(bytes.buffer).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
