import type { Activation } from '../activation.ts';
import type { ActivationFailure, DeviceStepState, LeafImage, OwnedLeaf, QueuedPart } from '../types.ts';
import * as store from './store.ts';

/** Another process has taken the transaction over: this one stops at once and touches nothing more. */
export class TransactionLostError extends Error {}

/** The journal of one running transaction. Every entry is on disk when its method returns. */
export class Journal {
  readonly who: store.Writer;
  readonly #activation: Activation;
  #window: Promise<void> | undefined;

  constructor(activation: Activation, tenant: string, id: string) {
    this.#activation = activation;
    this.who = { tenant, id, runner: activation.runner };
  }

  /** A device's next state, before the step that it names. */
  async step(
    device: string,
    state: DeviceStepState,
    facts: {
      readonly images?: readonly LeafImage[];
      readonly ownership?: readonly OwnedLeaf[];
      readonly failure?: ActivationFailure;
      readonly queued?: readonly QueuedPart[];
    } = {},
  ): Promise<void> {
    await this.#around(`${device} ${state}`, () =>
      store.writeStep(this.#activation.database.sql, this.who, device, state, facts),
    );
  }

  /** Starts the confirm window once, however many devices ask. */
  openWindow(): Promise<void> {
    this.#window ??= this.#around('window', () => store.openWindow(this.#activation.database.sql, this.who));
    return this.#window;
  }

  /** Decides to confirm everywhere; false when too little is left of the window. */
  async decideConfirm(): Promise<boolean> {
    const { database, policy, atStep } = this.#activation;
    await atStep('before confirming');
    const decided = await store.decideConfirm(database.sql, this.who, policy.confirmMarginS);
    await atStep('after confirming');
    return decided;
  }

  /** Decides to undo everywhere. */
  async decideUndo(failures: readonly ActivationFailure[]): Promise<void> {
    await this.#around('undoing', () => store.decideUndo(this.#activation.database.sql, this.who, failures));
  }

  /** Puts the transaction aside until the devices in doubt may answer. */
  async park(): Promise<void> {
    const { database, policy, atStep } = this.#activation;
    await atStep('before inDoubt');
    await store.parkInDoubt(database.sql, this.who, policy.inDoubtRetryS);
    await atStep('after inDoubt');
  }

  async #around(point: string, write: () => Promise<boolean>): Promise<void> {
    await this.#activation.atStep(`before ${point}`);
    if (!(await write())) throw new TransactionLostError(`transaction ${this.who.id} was taken over`);
    await this.#activation.atStep(`after ${point}`);
  }
}
