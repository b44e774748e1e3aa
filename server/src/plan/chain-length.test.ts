import { describe, expect, it } from 'vitest';
import { type Claimed, chainLength, type Done } from './chain-length.ts';

/** Plans of which one task each was claimed, `remaining` were unfinished and `done` were done. */
function plans(count: number, remaining: number, done: number): [Claimed[], Done[]] {
  const claimed = Array.from({ length: count }, (_, plan) => ({ planId: `p${plan}`, remaining }));
  const moves = claimed.flatMap((before) => Array.from({ length: done }, () => ({ before })));
  return [claimed, moves];
}

describe('how many chains a batch begins', () => {
  it('is as many as it can end, once it has met them', () => {
    const chains = chainLength();
    expect(chains.claims(200)).toBe(200);
    chains.learn(...plans(50, 10, 4), 3);
    expect(chains.claims(200)).toBe(25);
    chains.learn(...plans(25, 10, 8), 7);
    expect(chains.claims(200)).toBe(20);
    chains.learn(...plans(20, 10, 10), 9);
    expect(chains.claims(200)).toBe(20);
  });

  it('grows again when nothing follows, and is never none', () => {
    const chains = chainLength();
    chains.learn(...plans(1, 5_000, 200), 199);
    expect(chains.claims(200)).toBe(1);
    chains.learn(...plans(1, 5_000, 1), 199);
    expect(chains.claims(200)).toBe(200);
    chains.learn([], [], 0);
    expect(chains.claims(200)).toBe(200);
  });

  it('counts what one plan has ready by itself', () => {
    const chains = chainLength();
    const claimed = Array.from({ length: 100 }, () => ({ planId: 'wide', remaining: 300 }));
    chains.learn(
      claimed,
      claimed.map((before) => ({ before })),
      1,
    );
    expect(chains.claims(200)).toBe(200);
  });
});
