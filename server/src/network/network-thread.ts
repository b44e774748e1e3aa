import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { atOneInstant, openDatabase } from '../platform/database.ts';
import type { NetworkImage } from './image-types.ts';
import { groundOf, landmarksOf } from './landmark-sets.ts';
import type { NetworkAnswer, NetworkQuestion, NetworkThreadData } from './messages.ts';
import { followImage, readImage } from './reader.ts';

// The thread that reads large networks and follows them: the main thread answers requests meanwhile.

const { url, everyMs } = workerData as NetworkThreadData;
const database = openDatabase({ url, connections: 1, applicationName: 'turnup-network' });
const images = new Map<string, NetworkImage>();

const tell = (answer: NetworkAnswer): void => parentPort?.postMessage(answer);

// One thing after the other: two readings of one network at a time would be one too many.
let last: Promise<unknown> = Promise.resolve();
const inTurn = (work: () => Promise<unknown>): void => {
  last = last.then(work, work);
};

async function follow(tenant: string): Promise<NetworkImage> {
  const known = images.get(tenant);
  const image = await atOneInstant(database, (sql) =>
    known === undefined ? readImage(sql, tenant) : followImage(sql, known),
  );
  if (image !== known) keep(image);
  return image;
}

function keep(image: NetworkImage): void {
  images.set(image.tenant, image);
  tell({ kind: 'image', image });
}

async function answer(question: NetworkQuestion): Promise<void> {
  switch (question.kind) {
    case 'adopt':
      images.set(question.image.tenant, question.image);
      break;
    case 'follow':
      try {
        tell({ kind: 'followed', id: question.id, version: (await follow(question.tenant)).version });
      } catch (error) {
        tell({ kind: 'failed', id: question.id, message: (error as Error).message });
      }
      break;
    case 'prepare':
      prepare(question.tenant, question);
      break;
  }
}

function prepare(tenant: string, { metric, leastKbps }: Extract<NetworkQuestion, { kind: 'prepare' }>): void {
  const image = images.get(tenant);
  if (
    image === undefined ||
    image.landmarks.some((one) => one.metric === metric && one.leastKbps === leastKbps)
  )
    return;
  keep({ ...image, landmarks: [...image.landmarks, landmarksOf(groundOf(image), metric, leastKbps)] });
}

parentPort?.on('message', (question: NetworkQuestion) => inTurn(() => answer(question)));

for (;;) {
  await pause(everyMs);
  inTurn(async () => {
    for (const tenant of images.keys()) {
      // The database may be away for a while: the next look is soon, and who asks meanwhile is told what failed.
      await follow(tenant).catch(() => undefined);
    }
  });
  await last;
}
