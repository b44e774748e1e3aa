// Packets of the Simple Two-way Active Measurement Protocol (RFC 8762), unauthenticated mode. Larger packets are padded
// (RFC 8972, 4.1); both ends of the laboratory have one clock, so times there and back can be told apart.

/** The port that RFC 8762 gives the reflector. */
export const stampPort = 862;
/** Sequence number, timestamp, error estimate, and room for what the reflector adds. */
export const smallestPacket = 44;

/** Seconds from 1900 (NTP) to 1970. */
const eraS = 2_208_988_800;
/** Synchronised with a common clock (S), scale 0, multiplier 1 (RFC 4656, 4.1.2). */
const errorEstimate = 0x8001;

/** A moment in microseconds since 1970, with a fraction. */
export function nowUs(): number {
  return (performance.timeOrigin + performance.now()) * 1_000;
}

function writeTime(packet: Buffer, at: number, us: number): void {
  const seconds = Math.floor(us / 1e6);
  packet.writeUInt32BE(seconds + eraS, at);
  packet.writeUInt32BE(Math.floor(((us - seconds * 1e6) / 1e6) * 2 ** 32), at + 4);
}

function readTime(packet: Buffer, at: number): number {
  return (packet.readUInt32BE(at) - eraS) * 1e6 + (packet.readUInt32BE(at + 4) / 2 ** 32) * 1e6;
}

/** Writes a sender's packet into a buffer of the size that is to be sent. */
export function writeSent(packet: Buffer, sequence: number, sentUs: number): void {
  packet.writeUInt32BE(sequence, 0);
  writeTime(packet, 4, sentUs);
  packet.writeUInt16BE(errorEstimate, 12);
}

/** Turns a sender's packet into the reflector's answer, with the reflector's own count of the session. */
export function reflect(packet: Buffer, sequence: number, receivedUs: number): Buffer {
  const answer = Buffer.alloc(packet.length);
  answer.writeUInt32BE(sequence, 0);
  answer.writeUInt16BE(errorEstimate, 12);
  writeTime(answer, 16, receivedUs);
  packet.copy(answer, 24, 0, 14);
  answer[40] = 255;
  writeTime(answer, 4, nowUs());
  return answer;
}

/** What a reflector's packet tells. */
export type Reflected = {
  readonly reflectorSequence: number;
  readonly sequence: number;
  readonly sentUs: number;
  readonly receivedUs: number;
  readonly reflectedUs: number;
};

export function readReflected(packet: Buffer): Reflected {
  return {
    reflectorSequence: packet.readUInt32BE(0),
    reflectedUs: readTime(packet, 4),
    receivedUs: readTime(packet, 16),
    sequence: packet.readUInt32BE(24),
    sentUs: readTime(packet, 28),
  };
}
