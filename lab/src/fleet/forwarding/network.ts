import { formatAddress, parseAddress } from '../address.ts';
import { Core } from './core.ts';
import { measure, type TestResult, type TestStream } from './measure.ts';
import { Ports } from './ports.ts';
import { Routing } from './routing.ts';
import type { SessionState } from './sessions.ts';
import { type Fabric, ownsAddress, walk } from './trace.ts';
import type { NetworkInput } from './types.ts';
import { Wires } from './wires.ts';

/** A test between two addresses of a vrf. */
export type PathTest = TestStream & {
  readonly vrf: string;
  readonly source: string;
  readonly destination: string;
};

/** The figures and the nodes of the way there. */
export type PathTestResult = TestResult & { readonly path: readonly string[] };

/** Why a device refuses to start a test: what it can see on itself, never what happens beyond it. */
export type PathTestRefusal = 'unknown-vrf' | 'source-not-local';

/** State of one BGP neighbour. */
export type NeighborState = {
  readonly vrf: string;
  readonly address: string;
  readonly state: SessionState;
};

/** The network as it follows from one set of running configurations. Answers are worked out on demand and kept. */
export class Network {
  readonly #input: NetworkInput;
  readonly #fabric: Fabric;

  constructor(input: NetworkInput) {
    this.#input = input;
    const ports = new Ports(input);
    const core = new Core(input, ports);
    const wires = new Wires(input, ports, core);
    this.#fabric = { ports, core, wires, routing: new Routing(input, ports, wires, core) };
  }

  /** Operational status of each port that a device has or is configured with. */
  portStates(nodeName: string): ReadonlyMap<string, 'up' | 'down'> {
    const node = this.#input.nodes.get(nodeName);
    if (node === undefined) return new Map();
    const names = new Set([...node.ports.keys(), ...(node.config?.ports.keys() ?? [])]);
    return new Map([...names].map((port) => [port, this.#fabric.ports.isPortUp(node, port) ? 'up' : 'down']));
  }

  /** The BGP neighbours of a device. */
  neighborStates(nodeName: string): readonly NeighborState[] {
    const vrfs = this.#input.nodes.get(nodeName)?.config?.vrfs.keys() ?? [];
    return [...vrfs].flatMap((vrf) => {
      const instance = this.#fabric.routing.instance(nodeName, vrf);
      const sessions = instance === undefined ? [] : this.#fabric.routing.sessions(instance);
      return sessions.map(({ neighbor, state }) => ({
        vrf,
        address: formatAddress(neighbor.address),
        state,
      }));
    });
  }

  /** Runs a test from a device. */
  test(nodeName: string, test: PathTest): PathTestResult | PathTestRefusal {
    const from = this.#fabric.routing.instance(nodeName, test.vrf);
    if (from === undefined) return 'unknown-vrf';
    const [source, destination] = [parseAddress(test.source), parseAddress(test.destination)];
    if (source === undefined || destination === undefined || !ownsAddress(this.#fabric, from, source))
      return 'source-not-local';
    const there = walk(this.#fabric, from, destination);
    const back = there.end && walk(this.#fabric, there.end, source);
    const answered = back?.end === from ? back : undefined;
    const seed = `${test.source} ${test.destination} ${test.sizeBytes}`;
    return { ...measure(test, there, answered, seed), path: there.nodes };
  }
}
