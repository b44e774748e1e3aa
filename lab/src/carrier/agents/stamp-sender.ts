import dgram from 'node:dgram';
import {
  nowUs,
  type Reflected,
  readReflected,
  smallestPacket,
  stampPort,
  writeSent,
} from './stamp-packet.ts';

/** A test that is asked for: packets one by one, or a stream at a rate. Sizes are of IP packets. */
export type StampTest = {
  readonly source: string;
  readonly destination: string;
  readonly count: number;
  readonly sizeBytes: number;
  /** Of whole Ethernet frames with their check sequence, as bandwidth profiles count (MEF 10.4). */
  readonly rateKbps?: number;
  readonly durationS?: number;
};

/** What came of it. Times are absent when nothing came back. */
export type StampAnswer = {
  readonly sent: number;
  readonly received: number;
  /** What the reflector counted, also where its answer was lost. */
  readonly arrived: number;
  readonly rttMinUs?: number;
  readonly rttAvgUs?: number;
  readonly rttMaxUs?: number;
  readonly jitterUs?: number;
  readonly forwardUs?: number;
  readonly deliveredKbps?: number;
};

type Received = { readonly answer: Reflected; readonly roundTripUs: number };

const ipHeaders = 28;
const ethernet = 18;
const betweenMs = 20;
const patienceMs = 1_000;

/** A session-sender (RFC 8762, 4.2): makes one test, and ends as soon as everything has come back, or patience has. */
export async function sendStamp(test: StampTest): Promise<StampAnswer> {
  const packet = Buffer.alloc(Math.max(smallestPacket, test.sizeBytes - ipHeaders));
  const frameBits = (packet.length + ipHeaders + ethernet) * 8;
  const { rateKbps, durationS = 1 } = test;
  const total = rateKbps === undefined ? test.count : Math.floor((rateKbps * 1_000 * durationS) / frameBits);
  const perMs = rateKbps === undefined ? 1 / betweenMs : rateKbps / frameBits;
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4_194_304, sendBufferSize: 4_194_304 });
  socket.on('error', () => {});
  const received = new Map<number, Received>();
  const { promise: whole, resolve: complete } = Promise.withResolvers<void>();
  socket.on('message', (message) => {
    const arrivedUs = nowUs();
    if (message.length < smallestPacket) return;
    const answer = readReflected(message);
    const roundTripUs = arrivedUs - answer.sentUs - (answer.reflectedUs - answer.receivedUs);
    received.set(answer.sequence, { answer, roundTripUs });
    if (received.size === total) complete();
  });
  await new Promise<void>((resolve) => socket.bind(0, test.source, resolve));
  const lastedMs = await sendAll(socket, packet, test.destination, { total, perMs });
  const patience = setTimeout(complete, patienceMs);
  await whole;
  clearTimeout(patience);
  socket.close();
  const answers = [...received.values()];
  const arrived = Math.max(0, ...answers.map(({ answer }) => answer.reflectorSequence + 1));
  const delivered =
    rateKbps === undefined ? {} : { deliveredKbps: Math.round((arrived * frameBits) / lastedMs) };
  return { sent: total, received: answers.length, arrived, ...times(answers), ...delivered };
}

/** Each millisecond as many packets as are due by then: late timers do not lower the rate. Answers how long it took. */
function sendAll(
  socket: dgram.Socket,
  packet: Buffer,
  destination: string,
  { total, perMs }: { readonly total: number; readonly perMs: number },
): Promise<number> {
  const start = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor((performance.now() - start) * perMs) + 1);
      for (; sent < due; sent++) {
        writeSent(packet, sent, nowUs());
        socket.send(Buffer.from(packet), stampPort, destination, () => {});
      }
      if (sent < total) return;
      clearInterval(timer);
      resolve(performance.now() - start);
    }, 1);
  });
}

/** Round trips without the reflector's own time, and the mean change from one to the next (RFC 3393). */
function times(received: readonly Received[]): Partial<StampAnswer> {
  if (received.length === 0) return {};
  const mean = (numbers: readonly number[]): number =>
    Math.round(numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length));
  const trips = received.map(({ roundTripUs }) => roundTripUs);
  const steps = trips.slice(1).map((time, index) => Math.abs(time - (trips[index] ?? time)));
  return {
    rttMinUs: Math.round(Math.min(...trips)),
    rttAvgUs: mean(trips),
    rttMaxUs: Math.round(Math.max(...trips)),
    jitterUs: mean(steps),
    forwardUs: mean(received.map(({ answer }) => answer.receivedUs - answer.sentUs)),
  };
}
