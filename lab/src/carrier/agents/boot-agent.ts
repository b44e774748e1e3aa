import { readFile, writeFile } from 'node:fs/promises';

// What a device does when it has a lease and no configuration: asks the place that DHCP named who it is. The lease, what
// it says of itself and the answer are files, as on a device's own disk.
const [leaseFile = '', requestFile = '', answerFile = ''] = process.argv.slice(2);
const { url } = JSON.parse(await readFile(leaseFile, 'utf8')) as { url: string };
const response = await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: await readFile(requestFile, 'utf8'),
  signal: AbortSignal.timeout(20_000),
});
const answer = { status: response.status, body: await response.json() };
await writeFile(answerFile, JSON.stringify(answer), { mode: 0o600 });
