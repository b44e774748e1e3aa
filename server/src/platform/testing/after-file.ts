import { afterAll } from 'vitest';

const deeds: (() => unknown)[] = [];

// Registered while the file is read: what a running hook registers itself is never called.
afterAll(async () => {
  for (const deed of deeds.splice(0).reverse()) await deed();
});

/** Does something after the last test of the file, the latest first. May be said at any time, in hooks too. */
export function afterFile(deed: () => unknown): void {
  deeds.push(deed);
}
