/**
 * UUID version 7 (RFC 9562, 5.7) from a time and ten random bytes, so that ids sort by creation.
 * Pure: the platform brings time and chance.
 */
export function uuidV7(epochMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const time = Math.trunc(epochMs);
  view.setUint16(0, Math.floor(time / 2 ** 32));
  view.setUint32(2, time);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Buffer.from(bytes.buffer).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
