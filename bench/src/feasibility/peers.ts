import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../run/run.ts';

/** A graph and the questions asked of it, as the peers read them. Weights are whole numbers. */
export type PeerQuestion = {
  readonly vertices: number;
  readonly edgeA: Int32Array;
  readonly edgeB: Int32Array;
  readonly weights: Int32Array;
  readonly pairs: readonly (readonly [number, number])[];
};

/** What a peer took for each of the first questions, and the lengths that it found; null where nothing joins the ends. */
export type PeerAnswer = {
  readonly version: string;
  readonly timesMs: readonly number[];
  readonly lengths: readonly (number | null)[];
};

export type PeerAnswers = { readonly igraph: PeerAnswer | null; readonly networkx: PeerAnswer | null };

/** How many questions each peer is asked: they are slow. */
export type PeerCounts = { readonly igraph: number; readonly networkx: number };

/** Asks igraph and networkx as the distribution packs them; null for those that are not installed. */
export async function askPeers(run: Run, question: PeerQuestion, counts: PeerCounts): Promise<PeerAnswers> {
  const file = join(run.folder, 'graph.bin');
  const { vertices, edgeA, edgeB, weights, pairs } = question;
  const sources = Int32Array.from(pairs, ([source]) => source);
  const targets = Int32Array.from(pairs, ([, target]) => target);
  const parts = [
    Int32Array.of(vertices, edgeA.length, pairs.length),
    ...[edgeA, edgeB, weights, sources, targets],
  ];
  writeFileSync(
    file,
    Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))),
  );
  const words = [join(import.meta.dirname, 'peers.py'), file, String(counts.igraph), String(counts.networkx)];
  try {
    return JSON.parse(await python(run, words)) as PeerAnswers;
  } catch (error) {
    run.say(`python3 gave no answer: ${(error as Error).message}`);
    return { igraph: null, networkx: null };
  }
}

/** The distribution's own Python: another one in the path does not see its packages. */
function python(run: Run, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      '/usr/bin/python3',
      [...words],
      { maxBuffer: 64 * 1_048_576, signal: run.signal },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
  });
}
