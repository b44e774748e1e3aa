import { join } from 'node:path';
import type { FleetControl } from '../../../lab/src/client/fleet.ts';
import { Machine } from '../../../lab/src/client/machine.ts';
import { loadStory } from '../../../lab/src/story/load.ts';
import { textReporter } from '../../../lab/src/story/report.ts';
import { setUp } from '../../../lab/src/story/run.ts';
import type { Story } from '../../../lab/src/story/schema.ts';
import type { Run } from '../run/run.ts';
import type { FaultRun, Invariant } from '../types.ts';
import { holds, none } from './invariants.ts';
import { chanceOf } from './random.ts';
import { apiOf, type DeviceState, deviceStates, soundLedger, wholeDevices } from './system.ts';

const name = 'commit-refused';
/** The devices that the story's order configures. */
const devices = ['PE-NCL', 'PE-MAN'];

/** A device that refuses its commit, in the middle of a network-wide transaction. */
export const commitRefused: FaultRun = {
  name,
  about:
    'one device refuses its commit: all read back unchanged, the task in fallout tells why, and goes on when retried',
  limitMinutes: 6,
  async run(run, seed) {
    const device = chanceOf(seed).one(devices);
    const { story, folder } = await loadStory(name);
    const [before, after] = halves(refusedBy(device, story));
    const machine = new Machine(
      { dataDir: join(run.folder, 'data'), simulatedFrom: story.clock, ownDatabase: true },
      (part, how) => run.say(`the ${part} ${how}`),
    );
    run.defer(() => machine.stop());
    await machine.start('fleet');
    await machine.start('server');
    const stage = { ...story, steps: before };
    const report = textReporter((text) => run.say(text.trimEnd()), { colours: false, happenings: false });
    const options = {
      story: stage,
      folder,
      values: {},
      changed: new Set<string>(),
      url: () => machine.url,
      machine,
      report,
    };
    const set = await setUp(options);
    run.defer(() => set.close());
    const fleet = fleetOf(machine);
    const standing = await deviceStates(fleet);
    const refused = await set.play();
    const invariants = [
      holds(
        'the order came to its configuration',
        refused.ended === undefined,
        refused.ended?.join('; ') ?? device,
      ),
      ...(await unchanged(run, machine.url, fleet, standing, device)),
    ];
    // The second half goes on with what the first has learned.
    stage.steps = after;
    const mended = await set.play();
    const failed = mended.verdicts.filter((verdict) => verdict.outcome === 'fails');
    return [
      ...invariants,
      holds(
        'the task, tried again, was done and the order completed',
        mended.held,
        mended.ended?.join('; ') ?? 'it held',
      ),
      none(
        'no expectation of the story failed',
        failed.map(({ that, actual }) => `${that}: ${actual}`),
      ),
      ...(await soundLedger(machine.url)),
      ...(await wholeDevices(machine.url, fleet)),
    ];
  },
};

/** The story with the fault on this device. */
function refusedBy(device: string, story: Story): Story['steps'] {
  const text = JSON.stringify(story.steps).replaceAll(`"${devices[0]}"`, JSON.stringify(device));
  return JSON.parse(text) as Story['steps'];
}

/** The steps up to the fallout, and those from the mending on. */
function halves(steps: Story['steps']): readonly [Story['steps'], Story['steps']] {
  const mending = steps.findIndex((step) => 'fleet' in step && step.fleet.method === 'DELETE');
  if (mending < 0) throw new Error(`the story ${name} mends no fault`);
  return [steps.slice(0, mending), steps.slice(mending)];
}

function fleetOf({ fleet }: Machine): FleetControl {
  if (fleet === undefined) throw new Error('no fleet runs');
  return fleet;
}

async function unchanged(
  run: Run,
  url: string,
  fleet: FleetControl,
  standing: ReadonlyMap<string, DeviceState>,
  device: string,
): Promise<Invariant[]> {
  const now = await deviceStates(fleet);
  const fallout = await apiOf(url, 'noc').get<Fallout[]>('/turnup/v1/fallout');
  const [item] = fallout;
  const [cause] = item?.error?.details ?? [];
  run.say(`in fallout: ${item?.error?.message ?? 'nothing'}`);
  return [
    none(
      `all ${standing.size} devices run what they ran`,
      [...standing.values()]
        .filter((each) => now.get(each.device)?.hash !== each.hash)
        .map((each) => each.device),
    ),
    none(
      'no device has a commit to be confirmed',
      [...now.values()].filter((each) => each.pending).map((each) => each.device),
    ),
    holds('one task is in fallout', fallout.length === 1, `${fallout.length}`),
    holds('it names the device', cause?.device === device, String(cause?.device)),
    holds('it names the phase', typeof cause?.phase === 'string' && cause.phase !== '', String(cause?.phase)),
    holds(
      'it has the device’s words',
      item?.error?.message.includes('resource exhausted') ?? false,
      item?.error?.message ?? '',
    ),
  ];
}

type Fallout = {
  readonly error?: {
    readonly message: string;
    readonly details?: readonly { readonly device?: string; readonly phase?: string }[];
  };
};
