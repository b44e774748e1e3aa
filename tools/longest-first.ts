import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Test files that take half a minute and more, the longest first; those that wait for packets between those that compute.
 * A fresh checkout does not know how long each takes: without this list the last of them would run alone.
 */
const long = [
  'server/test/carrierOrders.test.ts',
  'server/test/planProof/sideBySide.test.ts',
  'server/test/carrierRestoration.test.ts',
  'lab/src/story/variations.test.ts',
  'server/src/activation/carrier-routed.test.ts',
  'server/test/planProof/change.test.ts',
  'server/src/activation/carrier-eline.test.ts',
  'server/test/planProof/delivery.test.ts',
  'server/test/carrierMultipoint.test.ts',
  'server/test/planProof/standing.test.ts',
  'server/test/kills/parameterKills.test.ts',
  'lab/src/story/flagship.test.ts',
  'server/src/activation/carrier-mixed.test.ts',
  'server/test/exchange.test.ts',
  'server/test/planProof/amendedStanding.test.ts',
  'server/test/carrierDiversity.test.ts',
];

const strange = long.filter((name) => !existsSync(join(import.meta.dirname, '..', name)));
if (strange.length > 0)
  throw new Error(`tools/longest-first.ts names what is not there: ${strange.join(', ')}`);

/** Runs the files of {@link long} before all others, which come in the order that Vitest knows. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = long.findIndex((name) => moduleId.endsWith(`/${name}`));
      return found < 0 ? long.length : found;
    };
    const others = await super.sort(files);
    return others.sort((one, other) => rank(one) - rank(other));
  }
}
