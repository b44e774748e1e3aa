import type { DemoFleet } from './fleet.ts';
import type { TestSystem } from './system.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what they should be.
type Row = any;

/** What people and partners do in a test, and what they leave undone. */
export type Behaviour = {
  /** Work that nobody touches: by kind, or by kind and place (`install:ALDER-MAN`). */
  readonly leave?: ReadonlySet<string>;
  /** Work that is rejected, with its cause. */
  readonly reject?: ReadonlyMap<string, string>;
  /** Partner orders that nobody answers, by action: `add` or `cease`. */
  readonly silent?: ReadonlySet<'add' | 'cease'>;
};

/** Whatever is not due by the clock, but by work that has not begun, gets its turn after so many days at the latest. */
const longestJumpDays = 5;
const clock = '/turnup/v1/simulation/clock';
const workOrders = '/tmf-api/workOrder/v4/workOrder';
/** The states of work that somebody can do. */
const open = 'acknowledged,assigned,inProgress';
const partnerAccounts: Readonly<Record<string, string>> = {
  CALEDONET: 'partner',
  GRANITE: 'partner.granite',
};

/** Everyone outside the system, played through the API at once: work is done when it is given, partners deliver on the day. */
export class People {
  readonly #system: TestSystem;
  readonly #fleet: DemoFleet | undefined;

  constructor(system: TestSystem, fleet?: DemoFleet) {
    this.#system = system;
    this.#fleet = fleet;
  }

  /** Gives the partners of the demo their accounts. */
  async hire(): Promise<void> {
    for (const [party, account] of Object.entries(partnerAccounts)) {
      await this.#call('administrator', 'POST', '/turnup/v1/account', {
        account,
        name: party,
        password: `${account}-demo`,
        roles: ['partner'],
        party,
      });
    }
  }

  /** Lets everything happen that can happen now, the clock standing. Answers how many things people did. */
  async now(behaviour: Behaviour = {}): Promise<number> {
    let done = 0;
    for (let round = 0; round < 60; round++) {
      await this.quiet();
      const acted = (await this.#work(behaviour)) + (await this.#partners(behaviour));
      if (acted === 0) return done;
      done += acted;
    }
    throw new Error('people never stop working');
  }

  /** Lets days pass, people working all the while, until a condition holds. Days on which nothing is due pass at once. */
  async until<Value>(
    what: string,
    read: () => Promise<Value | undefined>,
    behaviour: Behaviour = {},
    days = 90,
  ): Promise<Value> {
    for (let day = 0; day < days; ) {
      await this.now(behaviour);
      const value = await read();
      if (value !== undefined) return value;
      const idle = Math.min(await this.#idleDays(behaviour), days - day);
      await this.day(idle);
      day += idle;
    }
    throw new Error(`waited ${days} days in vain for ${what}`);
  }

  /** After how many days something happens of itself or arrives: at least one, at most the longest jump. */
  async #idleDays({ leave }: Behaviour): Promise<number> {
    const shipped = await this.#call('provisioning', 'GET', `${workOrders}?state=${open}&kind=ship&limit=1`);
    if (shipped.length > 0 && leave?.has('ship') !== true) return 1;
    const { now, nextDue } = await this.#call('simulation', 'GET', clock);
    if (nextDue === null) return 1;
    const days = Math.ceil((Date.parse(nextDue) - Date.parse(now)) / 86_400_000);
    return Math.min(longestJumpDays, Math.max(1, days));
  }

  /** Lets the clock go one day on, and everything happen that is due by then. */
  async day(days = 1): Promise<void> {
    const { body } = await this.#system.call('simulation', 'GET', clock);
    const goal = new Date(Date.parse(body.now) + days * 86_400_000).toISOString();
    await this.#call('simulation', 'PATCH', clock, { runUntil: goal });
    await this.#wait(async () => {
      const { body: read } = await this.#system.call('simulation', 'GET', clock);
      return read.now >= goal && read.quiescent;
    });
  }

  /** Waits until nothing is runnable. */
  async quiet(): Promise<void> {
    await this.#wait(
      async () => (await this.#system.call('simulation', 'GET', clock)).body.quiescent === true,
    );
  }

  async #wait(ready: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + 60_000;
    // Each question costs the system work; most waits are short, and the long ones can be told a little later.
    for (let pauseMs = 5; !(await ready()); pauseMs = Math.min(pauseMs * 1.5, 80)) {
      if (Date.now() > until) {
        const atWork = await this.#system.database.sql`
          select key, state, attempt, epoch, retry_at, error from task
          where state in ('ready', 'running', 'stopping', 'retrying') limit 20`;
        throw new Error(`the system does not come to rest within 60 s: ${JSON.stringify(atWork)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #work({ leave, reject }: Behaviour): Promise<number> {
    const { body: given } = await this.#system.call(
      'provisioning',
      'GET',
      `${workOrders}?state=${open}&limit=1000`,
    );
    const { body: time } = await this.#system.call('simulation', 'GET', clock);
    let done = 0;
    for (const work of given as Row[]) {
      // Nothing is at the customer's door on the day on which it is sent.
      if (work.kind === 'ship' && work.plannedStartDate >= time.now.slice(0, 10)) continue;
      const names = [work.kind, `${work.kind}:${work.place}`];
      if (names.some((name) => leave?.has(name))) continue;
      const cause = names.map((name) => reject?.get(name)).find((found) => found !== undefined);
      await this.#do(work, cause);
      done += 1;
    }
    return done;
  }

  async #do(work: Row, cause: string | undefined): Promise<void> {
    if (cause !== undefined) {
      await this.#call('provisioning', 'PATCH', `${workOrders}/${work.id}`, { state: 'rejected', cause });
      return;
    }
    if (work.state === 'acknowledged')
      await this.#call('provisioning', 'PATCH', `${workOrders}/${work.id}`, { assignee: 'provisioning' });
    if (work.state !== 'inProgress')
      await this.#call('provisioning', 'PATCH', `${workOrders}/${work.id}`, { state: 'inProgress' });
    if (work.kind === 'design')
      await this.#call('solutionEngineer', 'POST', `/turnup/v1/serviceDesign/${work.subject.design}/submit`);
    else if (work.kind === 'approve') await this.#approve(work);
    else {
      if (work.kind === 'patch' || work.kind === 'patchBack') await this.#patch(work);
      if (work.kind === 'connect')
        for (const { site, legs } of work.subject.sites)
          for (const leg of legs)
            await (leg.serial === undefined ? this.#fleet?.connect(site, leg) : this.#fleet?.join(leg));
      const evidence =
        work.kind === 'install' || work.kind === 'swap'
          ? { serialNumbers: await this.#install(work), returnNote: `returnNote ${work.number}` }
          : Object.fromEntries(
              work.requiredEvidence.map((name: string) => [
                name,
                name === 'serialNumbers' ? work.subject.serials : `${name} ${work.number}`,
              ]),
            );
      await this.#call('provisioning', 'PATCH', `${workOrders}/${work.id}`, { state: 'completed', evidence });
    }
  }

  async #approve(work: Row): Promise<void> {
    const path = `/turnup/v1/serviceDesign/${work.subject.design}`;
    const { body } = await this.#system.call('designAuthority', 'GET', path);
    const waivers = body.openGates.map((gate: Row) => gate.code);
    await this.#call('designAuthority', 'POST', `${path}/approve`, {
      ...(waivers.length === 0 ? {} : { waivers, reason: 'taken on' }),
    });
  }

  async #install(work: Row): Promise<string[]> {
    const serials: string[] = [];
    for (const { model, legs } of work.subject.sites) {
      for (const leg of legs) {
        if (leg.serial === undefined) continue;
        serials.push(leg.serial);
        await this.#fleet?.install({ model, serial: leg.serial, leg });
      }
    }
    return serials;
  }

  /** Moves the plugs of a site from the ports they leave to the others, or back. */
  async #patch(work: Row): Promise<void> {
    const { place, kind, subject } = work;
    for (const leg of subject.sites.find(({ site }: Row) => site === place)?.legs ?? [])
      if (leg.was !== undefined) await this.#fleet?.patch(leg, kind === 'patchBack');
  }

  async #partners({ silent }: Behaviour): Promise<number> {
    const path = '/turnup/v1/partnerOrder';
    const { body: placed } = await this.#system.call(
      'provisioning',
      'GET',
      `${path}?state=acknowledged,inProgress`,
    );
    const { body: time } = await this.#system.call('simulation', 'GET', clock);
    let done = 0;
    for (const order of placed as Row[]) {
      if (silent?.has(order.action)) continue;
      const account = partnerAccounts[order.partner] ?? '';
      const today = time.now.slice(0, 10);
      if (order.state === 'acknowledged')
        await this.#call(account, 'PATCH', `${path}/${order.id}`, { state: 'inProgress' });
      if ((order.focDate ?? null) === null)
        await this.#call(account, 'PATCH', `${path}/${order.id}`, { focDate: today });
      await this.#call(account, 'PATCH', `${path}/${order.id}`, {
        state: 'completed',
        circuitReference: `C-${order.number}`,
      });
      done += 1;
    }
    return done;
  }

  async #call(account: string, method: string, path: string, body?: object): Promise<Row> {
    const answer = await this.#system.call(account, method, path, body);
    if (answer.status >= 400)
      throw new Error(`${account} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
