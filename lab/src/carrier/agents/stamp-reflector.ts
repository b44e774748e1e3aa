import dgram from 'node:dgram';
import { nowUs, reflect, smallestPacket, stampPort } from './stamp-packet.ts';

/** How many sessions are counted at a time; the oldest is forgotten. */
const mostSessions = 256;

/** A stateful session-reflector (RFC 8762, 4.3): answers every packet, and counts each sender's on its own. */
export class StampReflector {
  readonly #socket = dgram.createSocket({
    type: 'udp4',
    recvBufferSize: 4_194_304,
    sendBufferSize: 4_194_304,
  });
  readonly #counts = new Map<string, number>();

  private constructor() {
    this.#socket.on('message', (packet, { address, port }) => {
      const receivedUs = nowUs();
      if (packet.length < smallestPacket) return;
      const sequence = this.#count(`${address}:${port}`);
      this.#socket.send(reflect(packet, sequence, receivedUs), port, address, () => {});
    });
  }

  /** Begins to answer at an address. */
  static open(address: string): Promise<StampReflector> {
    const reflector = new StampReflector();
    return new Promise((resolve, reject) => {
      reflector.#socket.once('error', reject);
      reflector.#socket.bind(stampPort, address, () => {
        reflector.#socket.off('error', reject).on('error', () => {});
        resolve(reflector);
      });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #count(session: string): number {
    const sequence = this.#counts.get(session) ?? 0;
    this.#counts.delete(session);
    this.#counts.set(session, sequence + 1);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > mostSessions && oldest !== undefined) this.#counts.delete(oldest);
    return sequence;
  }
}
