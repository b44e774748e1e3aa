import { startPostgres } from './index.ts';

// A process that starts the server on a folder, says so in one line of JSON, and stays until it is ended.
const [dataDir = ''] = process.argv.slice(2);
const { url, port, pid, adopted, stop } = await startPostgres({ dataDir, durability: 'full' });
console.log(JSON.stringify({ url, port, pid, adopted }));
const alive = setInterval(() => {}, 60_000);
process.once('SIGTERM', async () => {
  await stop();
  clearInterval(alive);
});
