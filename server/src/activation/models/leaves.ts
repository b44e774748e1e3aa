import { type FieldFault, type Result, refuse } from '../../foundation/result.ts';
import { obtain } from '../maps.ts';
import type { Combiner, Leaf, LeafValue } from '../types.ts';

/** Collects the leaves of one device. Values that are undefined are simply not wanted. */
export class LeafBuilder {
  readonly #device: string;
  readonly #leaves = new Map<string, Leaf>();

  constructor(device: string) {
    this.#device = device;
  }

  /** Adds one leaf; the same again changes nothing, sets and maxima of the same service are joined. */
  add(path: string, value: LeafValue | undefined, combiner: Combiner = 'equal'): this {
    if (value === undefined) return this;
    const standing = this.#leaves.get(path);
    this.#leaves.set(path, {
      device: this.#device,
      path,
      combiner,
      value: standing === undefined ? value : joined(standing, value),
    });
    return this;
  }

  /** Adds the leaf that says what its list entry belongs to; see {@link Leaf.guarded}. */
  guard(path: string, value: LeafValue): this {
    this.#leaves.set(path, { device: this.#device, path, combiner: 'equal', value, guarded: true });
    return this;
  }

  /** All leaves, sorted by path: the same intent always renders the same text. */
  leaves(): readonly Leaf[] {
    return [...this.#leaves.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

function joined(standing: Leaf, value: LeafValue): LeafValue {
  switch (standing.combiner) {
    case 'maximum':
      return Math.max(Number(standing.value), Number(value));
    case 'set':
      return [...(standing.value as readonly string[]), ...(value as readonly string[])];
    default:
      if (JSON.stringify(standing.value) === JSON.stringify(value)) return value;
      throw new Error(`one service wants two values at ${standing.path}`);
  }
}

/** The builders of several devices, by name. */
export class DeviceBuilders {
  readonly #builders = new Map<string, LeafBuilder>();

  /** The builder of a device, made at first use. */
  on(device: string): LeafBuilder {
    return obtain(this.#builders, device, () => new LeafBuilder(device));
  }

  /** One contribution per device, sorted by name. */
  contributions(): readonly { readonly device: string; readonly leaves: readonly Leaf[] }[] {
    return [...this.#builders]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([device, builder]) => ({ device, leaves: builder.leaves() }));
  }
}

/** Refuses an intent with everything that is wrong with it at once. No device has been touched by then. */
export function refuseIntent(faults: readonly FieldFault[]): Result<never> {
  const what = faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
  return refuse(422, 'INTENT_INCOMPLETE', `The service cannot be rendered: ${what}`, faults);
}
