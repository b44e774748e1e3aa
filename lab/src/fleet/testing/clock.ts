import type { Clock } from '../clock.ts';

/** A clock that a test moves. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2027, 0, 4, 9);
  readonly #timers = new Set<{ readonly atMs: number; readonly action: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass; what falls due runs in its order. */
  advance(ms: number): void {
    this.#nowMs += ms;
    const due = [...this.#timers]
      .filter((timer) => timer.atMs <= this.#nowMs)
      .sort((a, b) => a.atMs - b.atMs);
    for (const timer of due) {
      if (this.#timers.delete(timer)) timer.action();
    }
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#timers.size;
  }
}
