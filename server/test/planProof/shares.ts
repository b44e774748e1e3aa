import { expect, it } from 'vitest';
import type { Proofs } from './ground.ts';

/** Which plan templates each file of this folder proves; together they are the whole catalogue. */
export const shares = {
  delivery: ['STANDARD', 'SPECIAL'],
  change: ['RECOVER', 'RATE', 'SITES', 'REHOME'],
  standing: ['SWAP', 'SUSPEND', 'RESTORE', 'RESUME', 'TRANSFER'],
  sideBySide: ['SWITCH', 'RELOCATE', 'MIGRATE', 'TAKE_OVER'],
} as const;

/** The last test of a file: it has proven every template of its share. */
export function provesItsShare(name: keyof typeof shares, proofs: () => readonly Proofs[]): void {
  it('proves its whole share', () => {
    const proven = proofs().flatMap((one) => [...one.proven]);
    expect(proven.sort()).toEqual([...shares[name]].sort());
  });
}
