/** Time as the fleet sees it; tests bring their own. */
export type Clock = {
  /** Milliseconds since the epoch: deadlines must survive a restart of the process. */
  nowMs(): number;
  /** Runs the action once after the delay; the answer cancels it. */
  after(delayMs: number, action: () => void): () => void;
};

/** Longest delay that a Node timer can hold; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, action) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number) => {
      const partMs = Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS);
      timer = setTimeout(() => (leftMs > partMs ? wait(leftMs - partMs) : action()), partMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};
