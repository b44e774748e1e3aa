import { createInterface } from 'node:readline';
import { StampReflector } from './stamp-reflector.ts';
import { type StampTest, sendStamp } from './stamp-sender.ts';

// A test head by itself, in the network that it is started in: reflects at an address, and makes the tests that come as
// lines of JSON ({id, test}), each answered by a line ({id, answer}). It lives as long as its standard input is open.
//   test-head-main.ts ADDRESS

type Asked = { readonly id: number; readonly test: StampTest };

await StampReflector.open(process.argv[2] ?? '');
const lines = createInterface({ input: process.stdin });
lines.on('line', async (line) => {
  const { id, test } = JSON.parse(line) as Asked;
  process.stdout.write(`${JSON.stringify({ id, answer: await sendStamp(test) })}\n`);
});
lines.on('close', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdout.write('{}\n');
