import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file that is there whole or not at all, whatever moment the process dies. */
export class DurableFile<Content> {
  readonly #path: string;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** The content, or undefined where the file was never written. Throws on a damaged file. */
  async read(): Promise<Content | undefined> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8')) as Content;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Replaces the content; settled when it would survive a loss of power. Writes keep their order. */
  write(content: Content): Promise<void> {
    const text = JSON.stringify(content);
    const write = this.#last.catch(() => undefined).then(() => this.#replace(text));
    this.#last = write;
    return write;
  }

  async #replace(text: string): Promise<void> {
    const temporary = `${this.#path}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path);
    await syncFolder(dirname(this.#path));
  }
}

/** The rename itself is durable only when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Folders of a fleet: `devices/` one file a device, `keys/` host keys, `world.json` beside them. */
export type StateFolder = {
  readonly device: (name: string) => string;
  readonly key: (name: string) => string;
  readonly world: string;
};

/** Makes the folders and takes away what a killed process left half-written. */
export async function openStateFolder(root: string): Promise<StateFolder> {
  for (const folder of ['devices', 'keys']) {
    await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
    const names = await readdir(join(root, folder));
    const leftovers = names.filter((name) => name.endsWith('.new'));
    await Promise.all(leftovers.map((name) => unlink(join(root, folder, name))));
  }
  return {
    device: (name) => join(root, 'devices', `${name}.json`),
    key: (name) => join(root, 'keys', `${name}.json`),
    world: join(root, 'world.json'),
  };
}
