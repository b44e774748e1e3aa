import { parentPort, workerData } from 'node:worker_threads';
import { type PathProblem, singlePathDesign } from '../optimisation/index.ts';
import { openHighs } from './highs.ts';

// The thread in which a program is solved: it may take its whole time without keeping a request waiting.

const { problem, seconds } = workerData as { readonly problem: PathProblem; readonly seconds: number };
parentPort?.postMessage(singlePathDesign(problem, { solve: await openHighs(), seconds }) ?? null);
