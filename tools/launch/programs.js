/**
 * The program behind each command of package.json, from the repository's root, with the words that go before the
 * user's own.
 * @type {Record<string, readonly [string, ...string[]]>}
 */
export const programs = {
  start: ['tools/start.ts'],
  test: ['node_modules/vitest/vitest.mjs', 'run'],
  check: ['tools/check.ts'],
  schema: ['tools/schema.ts'],
  story: ['lab/src/story/cli.ts'],
  lab: ['lab/src/cli.ts'],
  bench: ['bench/src/cli.ts'],
  faults: ['bench/src/faults/cli.ts'],
};
