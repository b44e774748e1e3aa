import { startPostgres } from './index.ts';

// A process that starts the server on a folder, says so in one line of JSON, and stays until it is told to stop or the
// test that started it has gone (its standard input then ends).
const [dataDir = ''] = process.argv.slice(2);
const { url, port, pid, adopted, stop } = await startPostgres({ dataDir, durability: 'full' });
console.log(JSON.stringify({ url, port, pid, adopted }));
process.stdin.resume();
const end = async (): Promise<void> => {
  await stop();
  process.exit();
};
process.stdin.once('end', end);
process.once('SIGTERM', end);
