import dgram from 'node:dgram';
import { parseArgs } from 'node:util';
import {
  nowUs,
  type Reflected,
  readReflected,
  smallestPacket,
  stampPort,
  writeSent,
} from './stamp-packet.ts';

// A STAMP session-sender (RFC 8762): one test, answered as a line of JSON.
//   stamp-sender.ts --from ADDRESS --to ADDRESS --size IP-BYTES (--count N | --kbps R --seconds S)
// Rates count whole Ethernet frames with their check sequence, as bandwidth profiles do (MEF 10.4).

const ipHeaders = 28;
const ethernet = 18;
const betweenMs = 20;
const patienceMs = 1_000;

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '' },
    to: { type: 'string', default: '' },
    size: { type: 'string', default: '128' },
    count: { type: 'string', default: '10' },
    kbps: { type: 'string' },
    seconds: { type: 'string', default: '1' },
  },
});
const sizeBytes = Number(values.size);
const packet = Buffer.alloc(Math.max(smallestPacket, sizeBytes - ipHeaders));
const frameBits = (packet.length + ipHeaders + ethernet) * 8;
const kbps = values.kbps === undefined ? undefined : Number(values.kbps);
const total =
  kbps === undefined ? Number(values.count) : Math.floor((kbps * 1_000 * Number(values.seconds)) / frameBits);
const perMs = kbps === undefined ? 1 / betweenMs : kbps / frameBits;

const answers: Reflected[] = [];
const roundTripsUs: number[] = [];
const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4_194_304, sendBufferSize: 4_194_304 });
socket.on('error', () => {});
socket.on('message', (message) => {
  const arrivedUs = nowUs();
  if (message.length < smallestPacket) return;
  const answer = readReflected(message);
  answers.push(answer);
  roundTripsUs.push(arrivedUs - answer.sentUs - (answer.reflectedUs - answer.receivedUs));
});
socket.bind(0, values.from, () => {
  const start = performance.now();
  let sent = 0;
  // Each millisecond as many packets as are due by then: late timers do not lower the rate.
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor((performance.now() - start) * perMs) + 1);
    for (; sent < due; sent++) {
      writeSent(packet, sent, nowUs());
      socket.send(Buffer.from(packet), stampPort, values.to, () => {});
    }
    if (sent < total) return;
    clearInterval(timer);
    const lastedMs = performance.now() - start;
    setTimeout(() => tell(sent, lastedMs), patienceMs);
  }, 1);
});

function tell(sent: number, lastedMs: number): void {
  socket.close();
  const received = new Set(answers.map(({ sequence }) => sequence)).size;
  // The reflector counts what came to it, also where its answer was lost.
  const arrived = Math.max(0, ...answers.map(({ reflectorSequence }) => reflectorSequence + 1));
  const delivered = kbps === undefined ? {} : { deliveredKbps: Math.round((arrived * frameBits) / lastedMs) };
  process.stdout.write(`${JSON.stringify({ sent, received, arrived, ...times(), ...delivered })}\n`);
}

/** Round trips without the reflector's own time, and the mean change from one to the next (RFC 3393). */
function times(): object {
  if (roundTripsUs.length === 0) return {};
  const mean = (numbers: readonly number[]): number =>
    Math.round(numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length));
  const steps = roundTripsUs.slice(1).map((time, index) => Math.abs(time - (roundTripsUs[index] ?? time)));
  return {
    rttMinUs: Math.round(Math.min(...roundTripsUs)),
    rttAvgUs: mean(roundTripsUs),
    rttMaxUs: Math.round(Math.max(...roundTripsUs)),
    jitterUs: mean(steps),
    forwardUs: mean(answers.map(({ sentUs, receivedUs }) => receivedUs - sentUs)),
  };
}
