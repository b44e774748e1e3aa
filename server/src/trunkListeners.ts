import { type Activation, watchDevice } from './activation/index.ts';
import { monotonicUs } from './platform/ids.ts';

const againAfterUs = 5_000_000;

type Listener = { readonly stop: () => void };

/** Listens to the devices that tell by themselves when a trunk goes, on this node. */
export class TrunkListeners {
  readonly #activation: Activation;
  readonly #onBad: () => void;
  readonly #listeners = new Map<string, Listener | 'connecting'>();
  readonly #notBefore = new Map<string, number>();
  /** By tenant: the ports (`node/port`) that do not pass. */
  readonly #bad = new Map<string, Set<string>>();
  /** Tenants of which something went since it was asked. */
  readonly #news = new Set<string>();

  /** `onBad` is called as soon as a trunk has gone. */
  constructor(activation: Activation, onBad: () => void) {
    this.#activation = activation;
    this.#onBad = onBad;
  }

  /** Ports that do not pass by the word of their devices. */
  badOf(tenant: string): ReadonlySet<string> {
    return this.#bad.get(tenant) ?? new Set();
  }

  /** Whether a trunk of the tenant has gone since this was last asked. */
  takeNews(tenant: string): boolean {
    return this.#news.delete(tenant);
  }

  /** Begins to listen to those of these devices to which nobody listens; who cannot be reached is tried again later. */
  listen(tenant: string, devices: readonly string[]): void {
    for (const device of devices) {
      const key = `${tenant} ${device}`;
      if (this.#listeners.has(key) || (this.#notBefore.get(key) ?? 0) > monotonicUs()) continue;
      this.#listeners.set(key, 'connecting');
      void this.#connect(tenant, device, key);
    }
  }

  /** Ends all listening. */
  stop(): void {
    for (const listener of this.#listeners.values()) if (listener !== 'connecting') listener.stop();
    this.#listeners.clear();
  }

  async #connect(tenant: string, device: string, key: string): Promise<void> {
    const bad = this.#bad.get(tenant) ?? new Set<string>();
    this.#bad.set(tenant, bad);
    const lost = (): void => {
      this.#listeners.delete(key);
      this.#notBefore.set(key, monotonicUs() + againAfterUs);
      // Of a device that is silent nothing is known: the looks go on.
      for (const port of bad) if (port.startsWith(`${device}/`)) bad.delete(port);
    };
    try {
      const listener = await watchDevice(
        this.#activation,
        tenant,
        device,
        ({ port, forwarding }) => {
          if (forwarding) bad.delete(`${device}/${port}`);
          else {
            bad.add(`${device}/${port}`);
            this.#news.add(tenant);
            this.#onBad();
          }
        },
        lost,
      );
      if (!this.#listeners.has(key)) listener?.stop();
      // Where its kind tells nothing nobody asks again.
      else this.#listeners.set(key, listener ?? { stop: () => {} });
    } catch {
      lost();
    }
  }
}
