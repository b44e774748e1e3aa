import dgram from 'node:dgram';
import { parseArgs } from 'node:util';

// Sends UDP at a rate, or counts what arrives. Runs inside a host.
//   traffic.ts receive --port P --seconds S        answers {"packets","bytes","seconds","kbps","gapMs"}
//   traffic.ts send --to ADDRESS --port P --kbps R --seconds S [--size BYTES]
// Rates count whole Ethernet frames with their check sequence, as bandwidth profiles do (MEF 10.4).

const frameOverheadBytes = 8 + 20 + 14 + 4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string', default: '' },
    port: { type: 'string', default: '5001' },
    kbps: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '1' },
    size: { type: 'string', default: '1400' },
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
    const now = performance.now();
    if (packets === 0) firstMs = now;
    else gapMs = Math.max(gapMs, now - lastMs);
    lastMs = now;
    packets++;
    bytes += message.length + frameOverheadBytes;
  });
  socket.bind(port, () => process.stdout.write('ready\n'));
  setTimeout(() => {
    const lasted = (lastMs - firstMs) / 1000;
    const kbps = lasted > 0 ? Math.round((bytes * 8) / 1000 / lasted) : 0;
    process.stdout.write(
      `${JSON.stringify({ packets, bytes, seconds: lasted, kbps, gapMs: Math.round(gapMs) })}\n`,
    );
    process.exit(0);
  }, seconds * 1000);
}

/** Each millisecond as many packets as are due by then: late timers do not lower the rate. */
function send(): void {
  const socket = dgram.createSocket({ type: 'udp4', sendBufferSize: 4_194_304 });
  const payload = Buffer.alloc(Number(values.size));
  const packetsPerMs = Number(values.kbps) / 8 / (payload.length + frameOverheadBytes);
  const start = performance.now();
  let sent = 0;
  socket.on('error', () => {});
  const timer = setInterval(() => {
    const elapsed = Math.min(performance.now() - start, seconds * 1000);
    for (const due = Math.floor(elapsed * packetsPerMs); sent < due; sent++) {
      payload.writeUInt32BE(sent);
      socket.send(payload, port, values.to, () => {});
    }
    if (elapsed < seconds * 1000) return;
    clearInterval(timer);
    setTimeout(() => {
      process.stdout.write(`${JSON.stringify({ sent })}\n`);
      socket.close();
    }, 50);
  }, 1);
}
