import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**', '.turnup/**'],
    globalSetup: ['server/src/platform/testing/global-setup.ts'],
    // Processes, not threads: tests start servers, send signals and load native parts.
    pool: 'forks',
    // One file more than there are cores: a file waits for its database, its devices and its packets.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Longer than any wait inside a test, so that what was waited for in vain is told by its name.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    passWithNoTests: false,
  },
});
