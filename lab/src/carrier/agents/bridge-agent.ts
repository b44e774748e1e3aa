import { parseArgs } from 'node:util';
import { mapOf, Ovsdb, type OvsdbOperation, type OvsdbRow, setOf, toMap } from '../ovsdb.ts';
import { eventually, run, tryRun } from '../run.ts';
import { allTrees, cookieOf, flowsOf, type Tree, type TreePort } from './rooted-flows.ts';
import type { StampTest } from './stamp-sender.ts';
import {
  addHead,
  addressHead,
  forgetHead,
  type Head,
  isTest,
  type RunningHead,
  removeHead,
  standingHeads,
  startHead,
  wantedHeads,
} from './test-heads.ts';

// The agent beside a bridge. The database is all that it knows, so it may die and be started at any time:
// - it takes back a change that stands in Open_vSwitch.external_ids as pending and is not confirmed in time;
// - it turns ingress-rate-kbps of ports into OpenFlow meters, which the database cannot hold.
// - it makes the flows of rooted-multipoint connections, whose two VLANs the database can name and not join;
// - it keeps a test head beside each port that has a test-address, and makes the tests that are asked for.
// It tells in external_ids what it has done: until when it is armed, and up to which next_cfg the meters are set.

const keys = {
  id: 'turnup-pending',
  timeoutS: 'turnup-pending-timeout-s',
  undo: 'turnup-pending-undo',
  armedUntil: 'turnup-pending-until',
  applied: 'turnup-agent-cfg',
  rate: 'ingress-rate-kbps',
  test: 'turnup-test-',
  tested: 'turnup-tested-',
} as const;

/** A head that answers: its address and its number on the bridge. */
type StandingHead = {
  readonly addressCidr: string;
  readonly beside: string;
  readonly port: number;
  readonly running: RunningHead;
};

type Rows = Map<string, OvsdbRow>;
type Tables = {
  readonly Open_vSwitch: Rows;
  readonly Bridge: Rows;
  readonly Port: Rows;
  readonly Interface: Rows;
};

class BridgeAgent {
  readonly #database: Ovsdb;
  readonly #bridge: string;
  readonly #name: string;
  readonly #tables: Tables = {
    Open_vSwitch: new Map(),
    Bridge: new Map(),
    Port: new Map(),
    Interface: new Map(),
  };
  #meters = new Map<number, number>();
  readonly #trees = new Map<number, string>();
  readonly #heads = new Map<string, StandingHead>();
  readonly #testing = new Set<string>();
  #armed: { readonly id: string; readonly timer: NodeJS.Timeout } | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(database: Ovsdb, bridge: string, name: string) {
    this.#database = database;
    this.#bridge = bridge;
    this.#name = name;
  }

  async start(): Promise<void> {
    await this.#forgetMeters();
    this.#database.onUpdate = (tables) => {
      for (const [table, rows] of Object.entries(tables)) this.#note(table, rows);
      this.#work = this.#work.then(() => this.#follow()).catch(fail);
    };
    await this.#database.monitor({
      Open_vSwitch: ['next_cfg', 'cur_cfg', 'external_ids'],
      Bridge: ['name', 'external_ids'],
      Port: ['name', 'vlan_mode', 'tag', 'trunks', 'cvlans', 'external_ids', 'interfaces'],
      Interface: ['name', 'ofport'],
    });
  }

  #note(table: string, rows: unknown): void {
    const known = this.#tables[table as keyof Tables];
    for (const [uuid, change] of Object.entries(rows as Record<string, { new?: OvsdbRow }>)) {
      if (change.new === undefined) known?.delete(uuid);
      else known?.set(uuid, change.new);
    }
  }

  async #follow(): Promise<void> {
    const root = [...this.#tables.Open_vSwitch.values()][0];
    if (root === undefined) return;
    const known = mapOf(root['external_ids']);
    await this.#arm(known);
    this.#startTests(known);
    const nextCfg = Number(root['next_cfg']);
    if (Number(root['cur_cfg']) < nextCfg || Number(known[keys.applied] ?? -1) >= nextCfg) return;
    await this.#applyMeters();
    await this.#applyHeads();
    await this.#applyTrees();
    await this.#database.transact([
      // Reconnected or not, the greatest number that was applied stands.
      {
        op: 'mutate',
        table: 'Open_vSwitch',
        where: [],
        mutations: [
          ['external_ids', 'delete', ['set', [keys.applied]]],
          ['external_ids', 'insert', toMap({ [keys.applied]: String(nextCfg) })],
        ],
      },
    ]);
  }

  /** Starts the timer of a pending change; after a restart the time goes on from what was written down. */
  async #arm(known: Readonly<Record<string, string>>): Promise<void> {
    const id = known[keys.id];
    if (id === this.#armed?.id) return;
    clearTimeout(this.#armed?.timer);
    this.#armed = undefined;
    if (id === undefined) return;
    let until = Number(known[keys.armedUntil] ?? Number.NaN);
    if (Number.isNaN(until)) {
      until = Date.now() + Number(known[keys.timeoutS]) * 1000;
      const mutations = [['external_ids', 'insert', toMap({ [keys.armedUntil]: String(until) })]];
      await this.#database.transact([{ op: 'mutate', table: 'Open_vSwitch', where: [], mutations }]);
    }
    const timer = setTimeout(
      () => {
        this.#work = this.#work.then(() => this.#takeBack(id)).catch(fail);
      },
      Math.max(0, until - Date.now()),
    );
    this.#armed = { id, timer };
  }

  /** The time is up: the stored opposite of the change, unless it was confirmed or cancelled at this very moment. */
  async #takeBack(id: string): Promise<void> {
    const root = [...this.#tables.Open_vSwitch.values()][0];
    const known = mapOf(root?.['external_ids']);
    if (known[keys.id] !== id) return;
    const undo = JSON.parse(known[keys.undo] ?? '[]') as OvsdbOperation[];
    const pending = [keys.id, keys.timeoutS, keys.undo, keys.armedUntil];
    try {
      await this.#database.transact([
        {
          op: 'wait',
          timeout: 0,
          table: 'Open_vSwitch',
          where: [['external_ids', 'includes', toMap({ [keys.id]: id })]],
          columns: ['other_config'],
          until: '!=',
          rows: [],
        },
        ...undo,
        {
          op: 'mutate',
          table: 'Open_vSwitch',
          where: [],
          mutations: [
            ['external_ids', 'delete', ['set', pending]],
            ['next_cfg', '+=', 1],
          ],
        },
      ]);
      console.log(`took back ${id}`);
    } catch (error) {
      console.log(`did not take back ${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #forgetMeters(): Promise<void> {
    // A daemon that has just started has none; either way nothing of an earlier agent is left.
    await tryRun(this.#openflow('del-meters'));
    await tryRun(this.#openflow('del-flows', 'cookie=0x7e/-1'));
    await tryRun(this.#openflow('del-flows', allTrees));
    this.#meters = new Map();
  }

  async #applyMeters(): Promise<void> {
    const wanted = new Map<number, number>();
    for (const row of this.#tables.Port.values()) {
      const rate = Number(mapOf(row['external_ids'])[keys.rate] ?? Number.NaN);
      const port = this.#openflowPort(row);
      if (rate > 0 && port !== undefined) wanted.set(port, rate);
    }
    for (const [port, rate] of wanted) {
      const standing = this.#meters.get(port);
      if (standing === rate) continue;
      await run(this.#openflow(standing === undefined ? 'add-meter' : 'mod-meter', meter(port, rate)));
      if (standing === undefined) {
        await run(
          this.#openflow('add-flow', `cookie=0x7e,priority=100,in_port=${port},actions=meter:${port},NORMAL`),
        );
      }
      this.#meters.set(port, rate);
    }
    for (const port of [...this.#meters.keys()].filter((known) => !wanted.has(known))) {
      await run(this.#openflow('del-flows', `cookie=0x7e/-1,in_port=${port}`));
      await run(this.#openflow('del-meter', `meter=${port}`));
      this.#meters.delete(port);
    }
  }

  /** Heads as the configuration asks for them; one in another S-VLAN is another head. */
  async #applyHeads(): Promise<void> {
    const wanted = wantedHeads(this.#tables.Port.values());
    const standing = standingHeads(this.#tables.Port);
    for (const [name, { uuid, vlan }] of standing) {
      if (wanted.get(name)?.vlan === vlan) continue;
      await this.#closeHead(name);
      await this.#database.transact(removeHead(this.#bridge, uuid));
      await forgetHead(this.#name, name);
    }
    for (const [name, head] of wanted) {
      if (standing.get(name)?.vlan !== head.vlan) await this.#database.transact(addHead(this.#bridge, head));
      const { addressCidr } = head;
      if (this.#heads.get(name)?.addressCidr === addressCidr) continue;
      await this.#closeHead(name);
      await addressHead(this.#name, head);
      const port = await this.#behindPolicer(head);
      const running = await startHead(this.#name, head);
      this.#heads.set(name, { addressCidr, beside: head.beside, port, running });
    }
  }

  /** The flows of each rooted-multipoint connection, changed at once: no packet meets half of them. */
  async #applyTrees(): Promise<void> {
    const wanted = new Map(this.#wantedTrees().map((tree) => [tree.rootVlan, tree]));
    for (const [vlan, tree] of wanted) {
      const flows = flowsOf(tree, this.#portsOf(tree));
      if (this.#trees.get(vlan) === flows.join('\n')) continue;
      await this.#changeFlows([`delete cookie=${cookieOf(tree)}/-1`, ...flows.map((flow) => `add ${flow}`)]);
      this.#trees.set(vlan, flows.join('\n'));
    }
    for (const rootVlan of [...this.#trees.keys()].filter((known) => !wanted.has(known))) {
      await this.#changeFlows([`delete cookie=${cookieOf({ rootVlan, leafVlan: 0 })}/-1`]);
      this.#trees.delete(rootVlan);
    }
  }

  #wantedTrees(): readonly Tree[] {
    const [bridge] = [...this.#tables.Bridge.values()].filter((row) => row['name'] === this.#bridge);
    return Object.entries(mapOf(bridge?.['external_ids'])).flatMap(([key, value]) => {
      const [, vlan] = /^e-tree-(\d+)-leaf-s-vlan$/.exec(key) ?? [];
      return vlan === undefined ? [] : [{ rootVlan: Number(vlan), leafVlan: Number(value) }];
    });
  }

  /** The ports of a tree: trunks that carry it, customers' ports in it, and the test heads beside them. */
  #portsOf({ rootVlan }: Tree): readonly TreePort[] {
    const rows = [...this.#tables.Port.values()];
    const numberOf = new Map(rows.map((row) => [String(row['name']), this.#openflowPort(row)]));
    const heads = [...this.#heads.values()];
    return rows.flatMap((row): readonly TreePort[] => {
      const port = this.#openflowPort(row);
      if (port === undefined) return [];
      if (setOf(row['trunks']).includes(rootVlan)) return [{ kind: 'trunk', port }];
      if (setOf(row['vlan_mode'])[0] !== 'dot1q-tunnel' || setOf(row['tag'])[0] !== rootVlan) return [];
      const kind = mapOf(row['external_ids'])['role'] === 'leaf' ? 'leaf' : 'root';
      const meter = this.#meters.has(port) ? { meter: port } : {};
      const vlan = Number(setOf(row['cvlans'])[0] ?? 0);
      const beside = heads.filter((head) => numberOf.get(head.beside) === port);
      return [
        { kind, port, vlan, ...meter },
        ...beside.map((head): TreePort => ({ kind, port: head.port, vlan: 0, ...meter })),
      ];
    });
  }

  async #changeFlows(lines: readonly string[]): Promise<void> {
    const bridge = `unix:${process.env['OVS_RUNDIR']}/${this.#bridge}.mgmt`;
    const command = ['ovs-ofctl', '-O', 'OpenFlow14', '--bundle', 'add-flows', bridge, '-'];
    await run(command, { input: `${lines.join('\n')}\n` });
  }

  /** What a head sends goes through the policer of the port beside it, as the customer's frames do. */
  async #behindPolicer({ name, beside }: Head): Promise<number> {
    const rows = () => [...this.#tables.Port.values()];
    const portOf = (wanted: string): number => {
      const row = rows().find((candidate) => candidate['name'] === wanted);
      const port = row === undefined ? undefined : this.#openflowPort(row);
      if (port === undefined) throw new Error(`the bridge has not made ${wanted} yet`);
      return port;
    };
    const port = await eventually(async () => portOf(name), 5_000, 20);
    const meterId = portOf(beside);
    if (this.#meters.has(meterId)) {
      const flow = `cookie=0x7e,priority=100,in_port=${port},actions=meter:${meterId},NORMAL`;
      await run(this.#openflow('add-flow', flow));
    }
    return port;
  }

  async #closeHead(name: string): Promise<void> {
    const head = this.#heads.get(name);
    if (head === undefined) return;
    await head.running.stop();
    this.#heads.delete(name);
    await run(this.#openflow('del-flows', `cookie=0x7e/-1,in_port=${head.port}`));
  }

  /** Begins the tests that were asked for since; each answers by an entry of its own. */
  #startTests(known: Readonly<Record<string, string>>): void {
    for (const [key, asked] of Object.entries(known)) {
      if (!key.startsWith(keys.test) || this.#testing.has(key)) continue;
      this.#testing.add(key);
      void this.#test(key, JSON.parse(asked) as Partial<StampTest>).catch(fail);
    }
  }

  /** From the head that has the source; whatever is no test, or comes from nowhere, is answered with nothing. */
  async #test(key: string, test: Partial<StampTest>): Promise<void> {
    const head = [...this.#heads.values()].find(
      ({ addressCidr }) => addressCidr.split('/')[0] === test.source,
    );
    const made = head !== undefined && isTest(test) ? await head.running.test(test) : {};
    const answer = JSON.stringify(made);
    const mutations = [
      ['external_ids', 'delete', ['set', [key]]],
      ['external_ids', 'insert', toMap({ [key.replace(keys.test, keys.tested)]: answer })],
    ];
    await this.#database.transact([{ op: 'mutate', table: 'Open_vSwitch', where: [], mutations }]);
    this.#testing.delete(key);
  }

  #openflowPort(port: OvsdbRow): number | undefined {
    const [reference] = setOf(port['interfaces']);
    const uuid = Array.isArray(reference) ? String(reference[1]) : '';
    const number = Number(setOf(this.#tables.Interface.get(uuid)?.['ofport'])[0] ?? -1);
    return number > 0 ? number : undefined;
  }

  #openflow(verb: string, ...words: readonly string[]): readonly string[] {
    return [
      'ovs-ofctl',
      '-O',
      'OpenFlow13',
      verb,
      `unix:${process.env['OVS_RUNDIR']}/${this.#bridge}.mgmt`,
      ...words,
    ];
  }
}

/** A burst of 50 ms, but never less than some large frames, passes at once. */
function meter(port: number, rateKbps: number): string {
  const burstKbit = Math.max(500, Math.round(rateKbps / 20));
  return `meter=${port},kbps,burst,band=type=drop,rate=${rateKbps},burst_size=${burstKbit}`;
}

/** What goes wrong here is shown by the missing acknowledgement; a fresh agent begins from the database. */
function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

const { values } = parseArgs({
  options: {
    db: { type: 'string' },
    bridge: { type: 'string', default: 'br0' },
    name: { type: 'string', default: '' },
  },
});
const database = await Ovsdb.connect(values.db ?? '');
database.onEnd = () => process.exit(0);
await new BridgeAgent(database, values.bridge, values.name).start();
