/** Time as the fleet sees it; tests bring their own. */
export type Clock = {
  /** Milliseconds since the epoch: deadlines must survive a restart of the process. */
  nowMs(): number;
  /** Runs the action once after the delay; the answer cancels it. */
  after(delayMs: number, action: () => void): () => void;
};

/** Longest delay that a Node timer can hold. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
