import type { FaultRun } from '../types.ts';
import { commitRefused } from './commit-refused.ts';
import { network } from './network/network.ts';
import { startStop } from './start-stop.ts';
import { walk } from './walk.ts';
import { workers } from './workers/workers.ts';

/** All fault runs. A new one gets its line here. */
export const faultRuns: readonly FaultRun[] = [workers, walk, commitRefused, startStop, network];
