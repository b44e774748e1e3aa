import {
  type Activation,
  applyServiceChange,
  getTransaction,
  recoverTransactions,
  type TransactionOutcome,
} from '../../../../server/src/activation/index.ts';
import { newId } from '../../../../server/src/platform/ids.ts';
import { tenant } from '../../network/activation.ts';
import { vpnOn } from '../../network/service.ts';
import type { Run } from '../../run/run.ts';
import type { Invariant } from '../../types.ts';
import { holds, none } from '../invariants.ts';
import type { Chance } from '../random.ts';
import { type Blow, type Field, loneDevice } from './blows.ts';
import { Judge } from './judge.ts';

/** The devices of every transaction. */
export const devices = ['PE-1', 'PE-2', loneDevice];

/** Two versions of one service. Every transaction goes from the one that stands to the other. */
const versions = [
  { rateKbps: 10_000, target: 1 },
  { rateKbps: 20_000, target: 2 },
] as const;

/** The devices, the service on them, and what must be true after every transaction. */
export class Scene {
  readonly #run: Run;
  readonly #activation: Activation;
  readonly #field: Field;
  readonly #chance: Chance;
  readonly #judge: Judge;
  readonly #passedBy: string[] = [];
  #standing: 0 | 1 = 0;

  constructor(run: Run, activation: Activation, field: Field, chance: Chance) {
    this.#run = run;
    this.#activation = activation;
    this.#field = field;
    this.#chance = chance;
    this.#judge = new Judge(activation, field, devices);
  }

  get nextVersion(): (typeof versions)[number] {
    return versions[this.#standing === 0 ? 1 : 0];
  }

  /** Makes each version once without a fault, to know what all or nothing looks like. */
  async learn(): Promise<void> {
    for (const version of [0, 1, 0] as const) {
      const outcome = await this.#apply(newId(), versions[version]);
      if (outcome.state !== 'completed') throw new Error(`without a fault: ${JSON.stringify(outcome)}`);
      await this.#judge.learn(version);
    }
  }

  /** One transaction under one fault: what it said, what was mended, and what is left. */
  async strike(blow: Blow): Promise<readonly Invariant[]> {
    const device = blow.device ?? this.#chance.one(devices);
    const id = newId();
    await blow.strike?.(this.#field, device);
    const outcome = await this.#apply(id, this.nextVersion, async () => {
      if (blow.inWindow === undefined) return { ok: true };
      const passed = await blow.inWindow(this.#field, device);
      return passed ? { ok: true } : { ok: false, message: 'nothing passes' };
    });
    if (outcome.state === 'completed') this.#passedBy.push(blow.name);
    await blow.mend(this.#field, device);
    return await this.judge(`${blow.name} (${device})`, id, outcome.state);
  }

  /** Recovers what is left of a transaction and judges it. */
  async judge(what: string, id: string, said: string): Promise<readonly Invariant[]> {
    await this.recover(id);
    const record = await getTransaction(this.#activation, tenant, id);
    const verdict = await this.#judge.verdict(record?.state);
    if (verdict.stands !== undefined) this.#standing = verdict.stands;
    this.#run.say(`${what}: said ${said}, ended ${record?.state ?? 'unbegun'}, ${verdict.seen}`);
    return [holds(`all or nothing after: ${what}`, verdict.whole, `said ${said}; ${verdict.seen}`)];
  }

  /** As a server does at its start and now and then: until the transaction has ended. */
  async recover(id: string): Promise<void> {
    const until = performance.now() + 60_000;
    while (performance.now() < until) {
      this.#run.signal.throwIfAborted();
      const record = await getTransaction(this.#activation, tenant, id);
      if (record === undefined || ended.has(record.state)) return;
      await recoverTransactions(this.#activation);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** After everything: the service can be taken away, and nothing of it is left. */
  async last(): Promise<readonly Invariant[]> {
    const outcome = await this.#apply(newId(), null);
    const left = await this.#judge.leftovers();
    return [
      none('every fault struck', this.#passedBy),
      holds('the service can be taken away after all that', outcome.state === 'completed', outcome.state),
      none('nothing of it is left on any device', left),
    ];
  }

  #apply(
    transactionId: string,
    version: (typeof versions)[number] | null,
    smokeCheck?: Parameters<typeof applyServiceChange>[1]['smokeCheck'],
  ): Promise<TransactionOutcome> {
    return applyServiceChange(this.#activation, {
      tenant,
      transactionId,
      serviceId: 'vpn',
      contributions: version === null ? null : vpnOn(devices, version),
      ...(smokeCheck === undefined ? {} : { smokeCheck }),
    });
  }
}

const ended: ReadonlySet<string> = new Set(['completed', 'undone', 'interrupted', 'refused']);
