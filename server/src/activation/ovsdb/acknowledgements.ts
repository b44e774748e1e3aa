import { DriverError } from '../driver.ts';
import type { OvsdbClient, OvsdbUpdate } from './client.ts';
import { agentKey, pendingKeys, testKeys } from './pending.ts';
import { entriesOf, type OvsdbRow } from './values.ts';

type Waiting = { readonly isMet: (root: OvsdbRow) => boolean; met(): void };

/** Follows what the bridge's daemon and the agent beside it say they have done. */
export class Acknowledgements {
  readonly #withinMs: number;
  readonly #waiting = new Set<Waiting>();
  #root: OvsdbRow = {};
  #ended: DriverError | undefined;

  private constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  static async follow(client: OvsdbClient, withinMs: number): Promise<Acknowledgements> {
    const acknowledgements = new Acknowledgements(withinMs);
    await client.monitor(
      { Open_vSwitch: ['cur_cfg', 'external_ids'] },
      (update) => acknowledgements.#note(update),
      (why) => {
        acknowledgements.#ended = why;
        for (const { met } of acknowledgements.#waiting) met();
      },
    );
    return acknowledgements;
  }

  /** The daemon forwards by the configuration of this number, and the agent has set what the database cannot hold. */
  applied(number: number): Promise<void> {
    const isMet = (root: OvsdbRow) =>
      Number(root['cur_cfg']) >= number && Number(entriesOf(root['external_ids'])[agentKey] ?? -1) >= number;
    return this.#until(isMet, 'the bridge or the agent beside it has not applied the change');
  }

  /** The agent's timer for this change runs. */
  armed(transactionId: string): Promise<void> {
    const isMet = (root: OvsdbRow) => {
      const ids = entriesOf(root['external_ids']);
      return ids[pendingKeys.id] === transactionId && ids[pendingKeys.armedUntil] !== undefined;
    };
    return this.#until(isMet, 'the agent beside the bridge does not watch over the change');
  }

  /** What the agent says of a test; `moreMs` is the time that the test itself takes. */
  async tested(id: string, moreMs: number): Promise<string> {
    const answerOf = (root: OvsdbRow) => entriesOf(root['external_ids'])[testKeys.answered + id];
    const isMet = (root: OvsdbRow) => answerOf(root) !== undefined;
    await this.#until(isMet, 'the agent beside the bridge does not answer a test', moreMs);
    return answerOf(this.#root) ?? '';
  }

  async #until(isMet: (root: OvsdbRow) => boolean, otherwise: string, moreMs = 0): Promise<void> {
    const withinMs = this.#withinMs + moreMs;
    if (isMet(this.#root)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => waiting.met(), withinMs);
      const waiting: Waiting = {
        isMet,
        met: () => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          resolve();
        },
      };
      this.#waiting.add(waiting);
    });
    if (isMet(this.#root)) return;
    throw this.#ended ?? new DriverError('timeout', `${otherwise} within ${withinMs} ms`);
  }

  #note(update: OvsdbUpdate): void {
    const [row] = Object.values(update['Open_vSwitch'] ?? {});
    if (row?.new === undefined) return;
    this.#root = row.new;
    for (const waiting of [...this.#waiting]) if (waiting.isMet(this.#root)) waiting.met();
  }
}
