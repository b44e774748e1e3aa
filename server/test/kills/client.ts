import type { Answer, KilledServer } from './killedServer.ts';

const path = '/turnup/v1/reservation';
const account = 'provisioning';
/** After so many operations a client looks whether all that it kept is still there. */
const recallEach = 25;

/** What a client was told of one of its reservations: the values of each line, as first heard. */
type Told = { state: string; readonly lines: Map<string, string> };

/** Mulberry32: the same seed gives the same chances. */
function chances(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** The instant so many days after the beginning of the test. */
export const day = (n: number): string => new Date(Date.UTC(2027, 2, 1 + n)).toISOString();

/**
 * A client with reservations of its own, that asks, keeps, uses and gives back by chance, and throws when the server takes
 * back its word: a value that changes, a kept reservation that is gone, an answer that is no answer.
 */
export class Client {
  readonly owner: { readonly kind: string; readonly id: string };
  readonly told = new Map<string, Told>();
  operations = 0;
  cuts = 0;
  /** How often something it had kept was found to be what it was. */
  recalled = 0;
  readonly #server: KilledServer;
  readonly #below: (limit: number) => number;
  readonly #today: () => number;
  #made = 0;

  constructor(server: KilledServer, seed: number, today: () => number) {
    this.#server = server;
    this.#below = chances(seed);
    this.#today = today;
    this.owner = { kind: 'process', id: `client-${seed}` };
  }

  /** Does one thing. */
  async act(): Promise<void> {
    const ids = [...this.told.keys()];
    const id = ids[this.#below(Math.max(1, ids.length))];
    const choice = this.#below(10);
    if (id === undefined || choice < 5) await this.#reserve();
    else if (choice < 6) await this.#move(id, 'confirm');
    else if (choice < 7) await this.#move(id, 'allocate');
    else if (choice < 8) await this.#move(id, 'release');
    else if (choice < 9) await this.#move(id, 'deallocate');
    else await this.#move(id, 'extend', { holdUntil: day(this.#today() + 30) });
    this.operations += 1;
    if (this.operations % recallEach === 0) await this.recall();
  }

  /** Throws unless everything that was kept for good still is what it was. */
  async recall(): Promise<void> {
    for (const [id, told] of this.told) {
      if (told.state !== 'confirmed' && told.state !== 'allocated') continue;
      const { status, body } = await this.#call('GET', `${path}/${id}`);
      if (status !== 200) throw new Error(`${id} was kept and is gone: ${status}`);
      this.#compare(id, told, body);
      if (!['confirmed', 'allocated'].includes(body.state))
        throw new Error(`${id} was kept and is ${body.state}`);
      this.recalled += 1;
    }
  }

  /** Gives back whatever it has, also what it was not told of. */
  async giveAllBack(): Promise<void> {
    const { body } = await this.#call('GET', `${path}?ownerId=${this.owner.id}&limit=1000`);
    for (const { id, state, lines } of body) {
      if (lines.length === 0 && state !== 'waiting') continue;
      await this.#move(id, 'release');
      await this.#move(id, 'deallocate');
    }
  }

  async #reserve(): Promise<void> {
    const below = this.#below;
    const lines: object[] = [];
    if (below(3) > 0)
      lines.push({ key: 'v', shape: 'values', pool: 'KILL-VLAN', scope: `p${below(2)}`, ...this.#values() });
    if (below(3) > 0) lines.push({ key: 'b', shape: 'blocks', pool: 'KILL-LINK', length: 29 + below(4) });
    if (below(3) > 0 || lines.length === 0)
      lines.push({
        key: 'q',
        shape: 'quantities',
        pool: 'KILL-RATE',
        scope: 'l',
        amount: 1 + below(4),
        unit: 'Mbit/s',
      });
    const from = this.#today() + below(20);
    const id = `${this.owner.id}-${++this.#made}`;
    // Asked again after a death, its time may be over: then it is refused as invalid.
    const answer = await this.#call('POST', path, {
      id,
      owner: this.owner,
      reason: 'kill test',
      holdUntil: below(3) === 0 ? null : day(this.#today() + 1 + below(6)),
      use: { from: day(from), to: below(2) === 0 ? null : day(from + 1 + below(10)) },
      lines,
      queue: below(4) === 0,
    });
    if (answer.status === 200 || answer.status === 201) this.#hear(id, answer.body);
    else if (!['INVALID_HOLD', 'INVALID_PERIOD'].includes(answer.body.code)) this.#expect(answer, 409);
  }

  #values(): object {
    const below = this.#below;
    switch (below(4)) {
      case 0:
        return { value: String(300 + below(20)) };
      case 1:
        return { strategy: ['odd', 'even', 'affinity', 'spread'][below(4)] };
      default:
        return { count: 1 + below(2) };
    }
  }

  async #move(id: string, verb: string, rest: object = {}): Promise<void> {
    const answer = await this.#call('POST', `${path}/${id}/${verb}`, { owner: this.owner, ...rest });
    if (answer.status !== 200) return this.#expect(answer, 404, 409, 422);
    if (verb === 'confirm' || verb === 'allocate') this.#hear(id, answer.body);
    if (verb === 'release' || verb === 'deallocate') this.told.delete(id);
  }

  /** Keeps what is heard of a reservation; what was heard before must not be other. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the server.
  #hear(id: string, body: any): void {
    const told = this.told.get(id) ?? { state: '', lines: new Map<string, string>() };
    this.#compare(id, told, body);
    told.state = body.state;
    for (const line of body.lines) told.lines.set(line.key, JSON.stringify(line.values ?? line.amount));
    this.told.set(id, told);
  }

  // biome-ignore lint/suspicious/noExplicitAny: an answer of the server.
  #compare(id: string, told: Told, body: any): void {
    for (const line of body.lines) {
      const before = told.lines.get(line.key);
      const now = JSON.stringify(line.values ?? line.amount);
      if (before !== undefined && before !== now)
        throw new Error(`${id} ${line.key} was ${before} and is ${now}`);
    }
  }

  async #call(method: string, to: string, body?: unknown): Promise<Answer> {
    const { cut, ...answer } = await this.#server.call(account, method, to, body);
    if (cut) this.cuts += 1;
    return answer;
  }

  #expect({ status, body }: Answer, ...statuses: readonly number[]): void {
    if (!statuses.includes(status)) throw new Error(`${status}: ${JSON.stringify(body)}`);
  }
}
