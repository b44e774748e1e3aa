import dgram from 'node:dgram';
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

// Sends UDP at a rate, or counts what arrives. Runs inside a host.
//   traffic.ts receive --port P --seconds S [--ready FILE]    answers {"packets","bytes","seconds","kbps","gapMs"}
//   traffic.ts send --to ADDRESS --port P --kbps R --seconds S [--size BYTES] [--until FILE]    answers {"sent"}
// The receiver makes its file when it listens, and ends when it hears that the sender has, at the latest after S; the
// sender ends when its file is there, at the latest after S.
// Rates count whole Ethernet frames with their check sequence, as bandwidth profiles do (MEF 10.4).

const frameOverheadBytes = 8 + 20 + 14 + 4;
/** What a sender says at its end, some times: a packet may be lost. */
const end = Buffer.from('end');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string', default: '' },
    port: { type: 'string', default: '5001' },
    kbps: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '1' },
    size: { type: 'string', default: '1400' },
    ready: { type: 'string' },
    until: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const port = Number(values.port);
if (positionals[0] === 'receive') receive();
else send();

/** Counts from the first packet on; the longest silence between two packets is the gap. */
function receive(): void {
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4_194_304 });
  let [packets, bytes, firstMs, lastMs, gapMs] = [0, 0, 0, 0, 0];
  socket.on('message', (message) => {
    if (message.equals(end)) {
      // What is still on its way may come over a slower one.
      setTimeout(tell, 250);
      return;
    }
    const now = performance.now();
    if (packets === 0) firstMs = now;
    else gapMs = Math.max(gapMs, now - lastMs);
    lastMs = now;
    packets++;
    bytes += message.length + frameOverheadBytes;
  });
  socket.bind(port, () => {
    process.stdout.write('ready\n');
    if (values.ready !== undefined) writeFileSync(values.ready, '');
  });
  setTimeout(tell, seconds * 1000);

  function tell(): void {
    const lasted = (lastMs - firstMs) / 1000;
    const kbps = lasted > 0 ? Math.round((bytes * 8) / 1000 / lasted) : 0;
    process.stdout.write(
      `${JSON.stringify({ packets, bytes, seconds: lasted, kbps, gapMs: Math.round(gapMs) })}\n`,
    );
    process.exit(0);
  }
}

/** Each millisecond as many packets as are due by then: late timers do not lower the rate. */
function send(): void {
  const socket = dgram.createSocket({ type: 'udp4', sendBufferSize: 4_194_304 });
  const payload = Buffer.alloc(Number(values.size));
  const packetsPerMs = Number(values.kbps) / 8 / (payload.length + frameOverheadBytes);
  const start = performance.now();
  let [sent, asked, ended] = [0, 0, false];
  socket.on('error', () => {});
  const timer = setInterval(() => {
    const elapsed = Math.min(performance.now() - start, seconds * 1000);
    if (values.until !== undefined && elapsed - asked > 50) {
      asked = elapsed;
      ended = existsSync(values.until);
    }
    for (const due = Math.floor(elapsed * packetsPerMs); sent < due; sent++) {
      payload.writeUInt32BE(sent);
      socket.send(payload, port, values.to, () => {});
    }
    if (elapsed < seconds * 1000 && !ended) return;
    clearInterval(timer);
    sayEnd(socket, 5, () => process.stdout.write(`${JSON.stringify({ sent })}\n`));
  }, 1);
}

function sayEnd(socket: dgram.Socket, times: number, then: () => void): void {
  if (times === 0) {
    then();
    socket.close();
    return;
  }
  socket.send(end, port, values.to, () => {});
  setTimeout(sayEnd, 20, socket, times - 1, then);
}
