import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { runCheck, tell } from './run.ts';

const check = (script: string) => ({
  name: 'sample',
  command: ['sh', '-c', script],
  saw: /saw (\d+)/,
  unit: 'files',
});

test('a check passes when its program does and it saw something', async () => {
  const outcome = await runCheck(check('echo saw 3; echo saw 12 >&2'), tmpdir());
  expect(outcome).toMatchObject({ passed: true, seen: 12 });
  expect(tell(outcome)).toMatch(/^ok {5}sample +\d+\.\d s {3}12 files$/);
});

test('a check that saw nothing fails, though its program is content', async () => {
  for (const script of ['echo saw 0', 'echo all is well']) {
    const outcome = await runCheck(check(script), tmpdir());
    expect(outcome).toMatchObject({ passed: false, seen: 0 });
    expect(tell(outcome)).toContain('it looked at nothing: sh -c');
  }
});

test('a check that fails shows all that its program said', async () => {
  const outcome = await runCheck(check('echo saw 2; echo line 5 is wrong >&2; exit 3'), tmpdir());
  expect(outcome.passed).toBe(false);
  expect(tell(outcome)).toMatch(/^FAILED sample[\s\S]*\n {2}line 5 is wrong$/);
});
