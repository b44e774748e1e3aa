import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Machine } from '../../client/machine.ts';
import { loadStory } from '../load.ts';
import type { Result } from '../report.ts';
import { setUp } from '../run.ts';
import { parametersOf } from '../values.ts';

/** What came of a story, and the figures that it told, by their labels. */
export type Told = Result & { readonly figures: Readonly<Record<string, string>> };

/**
 * Runs a story on a system of its own, with parameters set as by `--set`; with `before`, only the steps before the stage
 * of that title, and then without devices. The system is stopped and its data removed.
 */
export async function told(
  nameOrFile: string,
  set: Readonly<Record<string, string>> = {},
  { before }: { readonly before?: string } = {},
): Promise<Told> {
  const { story: whole, folder } = await loadStory(nameOrFile);
  const end = before === undefined ? undefined : whole.steps.findIndex(({ stage }) => stage === before);
  if (end === -1) throw new Error(`${nameOrFile} has no stage ${before}`);
  const story = end === undefined ? whole : { ...whole, fleet: false, steps: whole.steps.slice(0, end) };
  const dataDir = await mkdtemp(join(tmpdir(), 'turnup-story-test-'));
  const machine = new Machine({ dataDir, simulatedFrom: story.clock, ownDatabase: true }, () => {});
  const figures: Record<string, string> = {};
  try {
    if (story.fleet === true) await machine.start('fleet');
    await machine.start('server');
    const scene = await setUp({
      story,
      folder,
      ...parametersOf(story.parameters ?? [], set),
      url: () => machine.url,
      machine,
      report: {
        stage() {},
        happened() {},
        figure: (label, value) => {
          figures[label] = value;
        },
        verdict() {},
        refused() {},
        note() {},
      },
    });
    const result = await scene.play();
    await scene.close();
    return { ...result, figures };
  } finally {
    await machine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The expectations of a story that did not hold, in words. */
export function failing(result: Result): string[] {
  return result.verdicts.flatMap(({ that, expected, actual, outcome }) =>
    outcome === 'fails' ? [`${that}: ${expected} expected, ${actual} found`] : [],
  );
}
