import { createHash } from 'node:crypto';
import {
  type DeviceSession,
  type DeviceState,
  DriverError,
  type PortState,
  type TestPathAnswer,
  type TestPathRequest,
} from '../driver.ts';
import type { Change, ConfigValue, LeafAddress } from '../types.ts';
import type { AgentClient, RouterConfig, RunningConfig } from './agent-client.ts';
import { candidateOf } from './candidate.ts';
import { leavesOf } from './leaves.ts';
import { pingAnswer } from './ping.ts';

/** A conversation with one router through the agent beside it, which undoes what is not confirmed. */
export class FrrSession implements DeviceSession {
  readonly #client: AgentClient;
  readonly #release: () => Promise<void>;
  #locked = false;
  #candidate: { readonly basis: string; readonly target: RouterConfig } | undefined;

  constructor(client: AgentClient, release: () => Promise<void>) {
    this.#client = client;
    this.#release = release;
  }

  async lock(): Promise<void> {
    const { locked } = (await this.#client.call('lock')) as { locked: boolean };
    if (!locked) throw new DriverError('locked', 'another session holds the router');
    this.#locked = true;
  }

  async unlock(): Promise<void> {
    this.#candidate = undefined;
    if (!this.#locked) return;
    await this.#client.call('unlock');
    this.#locked = false;
  }

  async read(places: readonly LeafAddress[]): Promise<ReadonlyMap<string, ConfigValue>> {
    const standing = leavesOf(await this.#running());
    return new Map(
      places.flatMap(({ path }) => {
        const value = standing.get(path);
        return value === undefined ? [] : [[path, value] as const];
      }),
    );
  }

  async fingerprint(): Promise<string> {
    const { platform, routing } = await this.#running();
    return createHash('sha256')
      .update(JSON.stringify([platform, routing]))
      .digest('hex');
  }

  async edit(changes: readonly Change[]): Promise<void> {
    const running = await this.#running();
    this.#candidate = { basis: running.basis, target: candidateOf(running, changes) };
  }

  async commitConfirmed(transactionId: string, timeoutS: number): Promise<void> {
    await this.#client.call('commit', { ...this.#takeCandidate(), name: transactionId, timeoutS });
  }

  async confirm(transactionId: string): Promise<'confirmed' | 'nothingPending'> {
    return (await this.#onPending('confirm', transactionId)) ? 'confirmed' : 'nothingPending';
  }

  async cancel(transactionId: string): Promise<'cancelled' | 'nothingPending'> {
    return (await this.#onPending('cancel', transactionId)) ? 'cancelled' : 'nothingPending';
  }

  async commit(): Promise<void> {
    await this.#client.call('commit', this.#takeCandidate());
  }

  async state(): Promise<DeviceState> {
    const { ports, summary } = (await this.#client.call('state')) as {
      readonly ports: readonly PortState[];
      readonly summary: BgpSummary;
    };
    return { ports, neighbors: neighborsOf(summary) };
  }

  async testPath(request: TestPathRequest): Promise<TestPathAnswer> {
    if (request.rateKbps !== undefined || request.dscp !== undefined) {
      throw new DriverError('refused', 'this router tests with single packets, not with streams or classes');
    }
    const { vrf, source, destination, count, sizeBytes } = request;
    const ping = { vrf, source, destination, count, sizeBytes };
    const { output } = (await this.#client.call('ping', ping)) as { output: string };
    return pingAnswer(output);
  }

  async close(): Promise<void> {
    // A router that stays locked would keep everybody out as long as the session is pooled.
    await this.unlock().catch(() => this.#client.close());
    await this.#release();
  }

  async #running(): Promise<RunningConfig> {
    return (await this.#client.call('running')) as RunningConfig;
  }

  #takeCandidate(): { readonly basis: string; readonly target: RouterConfig } {
    const candidate = this.#candidate;
    if (candidate === undefined) throw new Error('commit without an edit');
    this.#candidate = undefined;
    return candidate;
  }

  async #onPending(method: 'confirm' | 'cancel', name: string): Promise<boolean> {
    const { known } = (await this.#client.call(method, { name })) as { known: boolean };
    return known;
  }
}

type BgpSummary = Readonly<
  Record<string, { readonly peers?: Readonly<Record<string, { readonly state?: string }>> }>
>;

/** FRR tells each VRF under its name, and the sessions of the core under `default`. */
function neighborsOf(summary: BgpSummary): DeviceState['neighbors'] {
  return Object.entries(summary).flatMap(([vrf, { peers = {} }]) =>
    Object.entries(peers).map(([address, { state = '' }]) => {
      return { vrf: vrf === 'default' ? '' : vrf, address, sessionState: state.toLowerCase() };
    }),
  );
}
