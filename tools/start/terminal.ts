import type { ServiceOrder } from '@turnup/contract';
import type { Api } from '../../lab/src/client/api.ts';

/** Standard output with one line at the end that is written over again and again; in a pipe there is no such line. */
export class Terminal {
  readonly #live = process.stdout.isTTY === true;
  #shown = '';

  get isLive(): boolean {
    return this.#live;
  }

  /** Writes text that stays, above the live line. */
  readonly write = (text: string): void => {
    process.stdout.write(`${this.#wipe()}${text}${this.#shown}`);
  };

  /** Shows a line until the next one. */
  show(text: string): void {
    if (!this.#live || text === this.#shown) return;
    process.stdout.write(this.#wipe());
    this.#shown = text.slice(0, Math.max(20, (process.stdout.columns ?? 80) - 1));
    process.stdout.write(this.#shown);
  }

  #wipe(): string {
    return this.#shown === '' ? '' : '\r\u001B[2K';
  }
}

const lookEveryMs = 300;

/** Shows how many tasks of the newest order are done, and the domain's date. Only on a terminal. */
export function showProgress(terminal: Terminal, reader: Api): () => void {
  if (!terminal.isLive) return () => {};
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void look(terminal, reader)
      .catch(() => {})
      .finally(() => {
        busy = false;
      });
  }, lookEveryMs);
  return () => {
    clearInterval(timer);
    terminal.show('');
  };
}

async function look(terminal: Terminal, reader: Api): Promise<void> {
  const [order] = await reader.get<ServiceOrder[]>(
    '/tmf-api/serviceOrdering/v4/serviceOrder?kind=request&limit=1',
  );
  const { now } = await reader.get<{ now: string }>('/turnup/v1/simulation/clock');
  if (order === undefined) return;
  const { done, total } = order.progress;
  const width = 28;
  const filled = total === 0 ? 0 : Math.round((width * done) / total);
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
  terminal.show(
    `          ${bar}  ${done} of ${total} tasks, ${now.slice(0, 10)}, expected ${order.expectedDate ?? '…'}`,
  );
}
