import { setTimeout as pause } from 'node:timers/promises';
import type { Refusal } from '../foundation/result.ts';
import type { PathTest, Prober } from './types.ts';

/** How often a packet is sent: what a silence is told to, as long as answers come. */
const everyMs = 20;
/** Packets that are lost are waited for: so many may be, before the next is sent. */
const mostUnanswered = 4;

/** One packet after the other from a device, without waiting for the answer of the one before. Stop it at the end. */
export class ContinuousProbe {
  readonly #prober: Prober;
  readonly #device: string;
  readonly #test: PathTest;
  readonly #open = new Set<Promise<void>>();
  readonly #sending: Promise<void>;
  #stopped = false;
  #error: unknown;
  /** When those packets were sent that were answered, by the monotonic clock, in no order. */
  readonly answeredAt: number[] = [];
  /** Why the device could not be asked, the last time that it could not. */
  refusal: Refusal | undefined;

  constructor(prober: Prober, device: string, test: PathTest) {
    this.#prober = prober;
    this.#device = device;
    this.#test = { ...test, count: 1 };
    this.#sending = this.#send();
  }

  /** Sends no more, and waits for what is under way. Throws what the prober threw. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#sending;
    await Promise.all(this.#open);
    if (this.#error !== undefined) throw this.#error;
  }

  async #send(): Promise<void> {
    while (!this.#stopped) {
      if (this.#open.size < mostUnanswered) {
        const asked = this.#ask()
          .catch((error: unknown) => {
            this.#error ??= error;
          })
          .finally(() => this.#open.delete(asked));
        this.#open.add(asked);
      }
      await pause(everyMs);
    }
  }

  async #ask(): Promise<void> {
    const sentAt = performance.now();
    const answer = await this.#prober.testPath(this.#device, this.#test);
    if (!answer.ok) this.refusal = answer.fault;
    else if (answer.value.received > 0) this.answeredAt.push(sentAt);
  }
}
