import { spawn } from 'node:child_process';

/** One check: a program, and how its output says how much it looked at. */
export type Check = {
  readonly name: string;
  readonly command: readonly string[];
  /** Finds in the output the number of things looked at; none, or 0, fails the check. */
  readonly saw: RegExp;
  /** Output lines that only count. */
  readonly unit: string;
};

/** What came of a check. */
export type Outcome = {
  readonly check: Check;
  readonly passed: boolean;
  readonly seen: number;
  readonly seconds: number;
  readonly output: string;
};

/** Runs one check in `folder`. Passes when its program ended with 0 and had something to look at. */
export async function runCheck(check: Check, folder: string): Promise<Outcome> {
  const started = performance.now();
  const { status, output } = await collect(check.command, folder);
  const seen = Math.max(
    0,
    ...[...output.matchAll(new RegExp(check.saw, 'g'))].map((match) => Number(match[1])),
  );
  return {
    check,
    passed: status === 0 && seen > 0,
    seen,
    seconds: (performance.now() - started) / 1000,
    output,
  };
}

/** The line about a check, and what it said where it failed. */
export function tell(outcome: Outcome): string {
  const { check, passed, seen, seconds, output } = outcome;
  const line = `${passed ? 'ok    ' : 'FAILED'} ${check.name.padEnd(24)} ${seconds.toFixed(1).padStart(5)} s   ${seen} ${check.unit}`;
  if (passed) return line;
  const reason = seen === 0 ? `\n  it looked at nothing: ${check.command.join(' ')}` : '';
  return `${line}${reason}\n${output.trimEnd().replace(/^/gm, '  ')}`;
}

function collect(
  [file = '', ...words]: readonly string[],
  cwd: string,
): Promise<{ status: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
}
