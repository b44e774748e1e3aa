import { expect, test } from 'vitest';
import { completeLockfile } from './complete.ts';

test('a package of another platform that is missing gets its entry, and no other', () => {
  const { completed, added } = completeLockfile({
    packages: {
      '': {},
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: {
          '@tool/cli-linux-x64': '2.0.0',
          '@tool/cli-linux-arm64-musl': '2.0.0',
          '@tool/win32-x64': '2.0.0',
          loose: '^1.0.0',
        },
      },
      'node_modules/@tool/cli-linux-x64': { version: '2.0.0', optional: true },
      'node_modules/tool/node_modules/@tool/win32-x64': { version: '2.0.0', optional: true },
    },
  });
  expect(added).toEqual(['@tool/cli-linux-arm64-musl']);
  expect(Object.keys(completed.packages)).toEqual([
    '',
    'node_modules/@tool/cli-linux-arm64-musl',
    'node_modules/@tool/cli-linux-x64',
    'node_modules/tool',
    'node_modules/tool/node_modules/@tool/win32-x64',
  ]);
  expect(completed.packages['node_modules/@tool/cli-linux-arm64-musl']).toEqual({
    version: '2.0.0',
    cpu: ['arm64'],
    dev: true,
    libc: ['musl'],
    optional: true,
    os: ['linux'],
  });
  expect(completeLockfile(completed).added).toEqual([]);
});
