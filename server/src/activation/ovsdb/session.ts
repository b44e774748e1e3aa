import { newId } from '../../platform/ids.ts';
import {
  type DeviceSession,
  type DeviceState,
  DriverError,
  type PortState,
  type TestPathAnswer,
  type TestPathRequest,
} from '../driver.ts';
import type { Change, ConfigValue, LeafAddress } from '../types.ts';
import type { Acknowledgements } from './acknowledgements.ts';
import type { OvsdbClient } from './client.ts';
import type { OvsdbConnection } from './connection.ts';
import { headAnswer } from './head-answer.ts';
import { objectionTo, operationsOf, reverseOf } from './operations.ts';
import { pendingKeys, testKeys } from './pending.ts';
import { fingerprintOf, takeSnapshot, valuesAt } from './snapshot.ts';
import { elementsOf, entriesOf, type OvsdbOperation, type OvsdbRow, toMap, toSet } from './values.ts';

const lockName = 'turnup';
/** The time that a test head takes for a packet, lost or not, on average. */
const packetMs = 30;

type Candidate = {
  readonly guards: readonly OvsdbOperation[];
  readonly operations: readonly OvsdbOperation[];
  readonly undo: readonly OvsdbOperation[];
};

/**
 * A conversation with one bridge. A change, the mark that it is pending and what takes it back are one transaction of
 * the bridge's own database: the agent beside the bridge, another session and a bridge that was killed all find them
 * there together or not at all.
 */
export class OvsdbSession implements DeviceSession {
  readonly #client: OvsdbClient;
  readonly #acknowledgements: Acknowledgements;
  readonly #release: () => Promise<void>;
  #locked = false;
  #candidate: Candidate | undefined;

  constructor({ client, acknowledgements }: OvsdbConnection, release: () => Promise<void>) {
    this.#client = client;
    this.#acknowledgements = acknowledgements;
    this.#release = release;
  }

  async lock(): Promise<void> {
    await this.#client.lock(lockName);
    this.#locked = true;
  }

  async unlock(): Promise<void> {
    this.#candidate = undefined;
    if (!this.#locked) return;
    await this.#client.unlock(lockName);
    this.#locked = false;
  }

  async read(places: readonly LeafAddress[]): Promise<ReadonlyMap<string, ConfigValue>> {
    return valuesAt(await takeSnapshot(this.#client), places);
  }

  async fingerprint(): Promise<string> {
    return fingerprintOf(await takeSnapshot(this.#client));
  }

  async edit(changes: readonly Change[]): Promise<void> {
    const snapshot = await takeSnapshot(this.#client);
    const operations = operationsOf(changes);
    const objection = objectionTo(snapshot, changes);
    if (objection !== undefined) throw objection;
    this.#candidate = { operations, ...reverseOf(snapshot, operations) };
  }

  async commitConfirmed(transactionId: string, timeoutS: number): Promise<void> {
    const { guards, operations, undo } = this.#takeCandidate();
    const standing = (await takeSnapshot(this.#client)).externalIds[pendingKeys.id];
    if (standing !== undefined) {
      throw new DriverError('locked', `the change ${standing} is still to be confirmed`);
    }
    const mark = toMap({
      [pendingKeys.id]: transactionId,
      [pendingKeys.timeoutS]: String(timeoutS),
      [pendingKeys.undo]: JSON.stringify(undo),
    });
    const pending = onRoot([['external_ids', 'insert', mark]]);
    const number = await this.#write([...guards, ...operations, pending]);
    await this.#acknowledgements.armed(transactionId);
    await this.#acknowledgements.applied(number);
  }

  async confirm(transactionId: string): Promise<'confirmed' | 'nothingPending'> {
    const known = await this.#onPending(transactionId, () => []);
    return known ? 'confirmed' : 'nothingPending';
  }

  async cancel(transactionId: string): Promise<'cancelled' | 'nothingPending'> {
    const known = await this.#onPending(
      transactionId,
      (undo) => JSON.parse(undo) as readonly OvsdbOperation[],
    );
    return known ? 'cancelled' : 'nothingPending';
  }

  async commit(): Promise<void> {
    const { guards, operations } = this.#takeCandidate();
    await this.#acknowledgements.applied(await this.#write([...guards, ...operations]));
  }

  async state(): Promise<DeviceState> {
    const columns = ['name', 'link_state', 'bfd', 'bfd_status'];
    const [read] = await this.#client.transact([{ op: 'select', table: 'Interface', where: [], columns }]);
    const ports = (read?.rows ?? []).map(portState);
    return { ports: ports.sort((a, b) => (a.name < b.name ? -1 : 1)), neighbors: [] };
  }

  /** A test between two test heads; the S-VLAN follows from the address. */
  async testPath(request: TestPathRequest): Promise<TestPathAnswer> {
    if (request.dscp !== undefined)
      throw new DriverError('refused', 'a test head has no classes of service', { tag: 'not-supported' });
    const id = newId();
    const { source, destination, count, sizeBytes, rateKbps, durationS } = request;
    const test = JSON.stringify({ source, destination, count, sizeBytes, rateKbps, durationS });
    const asked = toMap({ [testKeys.asked + id]: test });
    await this.#client.transact([onRoot([['external_ids', 'insert', asked]])]);
    try {
      const takesMs = rateKbps === undefined ? count * packetMs : (durationS ?? 1) * 1_000;
      return headAnswer(await this.#acknowledgements.tested(id, takesMs));
    } finally {
      const both = [testKeys.asked + id, testKeys.answered + id];
      await this.#client.transact([onRoot([['external_ids', 'delete', toSet(both)]])]);
    }
  }

  async close(): Promise<void> {
    // A lock that stays would keep everybody out as long as the connection is pooled.
    await this.unlock().catch(() => this.#client.close());
    await this.#release();
  }

  #takeCandidate(): Candidate {
    const candidate = this.#candidate;
    if (candidate === undefined) throw new Error('commit without an edit');
    this.#candidate = undefined;
    return candidate;
  }

  /** One transaction under the lock, and the number by which the daemon and the agent say that they have taken it. */
  async #write(operations: readonly OvsdbOperation[]): Promise<number> {
    const results = await this.#client.transact([
      { op: 'assert', lock: lockName },
      ...operations,
      onRoot([['next_cfg', '+=', 1]]),
      { op: 'select', table: 'Open_vSwitch', where: [], columns: ['next_cfg'] },
    ]);
    return Number(results.at(-1)?.rows?.[0]?.['next_cfg']);
  }

  /** Ends what is pending under this name, if it is at that very moment. */
  async #onPending(
    transactionId: string,
    operationsFor: (undo: string) => readonly OvsdbOperation[],
  ): Promise<boolean> {
    const { externalIds } = await takeSnapshot(this.#client);
    if (externalIds[pendingKeys.id] !== transactionId) return false;
    const stillPending = {
      op: 'wait',
      timeout: 0,
      table: 'Open_vSwitch',
      where: [['external_ids', 'includes', toMap({ [pendingKeys.id]: transactionId })]],
      columns: ['other_config'],
      until: '!=',
      rows: [],
    };
    const forget = onRoot([['external_ids', 'delete', toSet(Object.values(pendingKeys))]]);
    try {
      const operations = operationsFor(externalIds[pendingKeys.undo] ?? '[]');
      const number = await this.#write([stillPending, ...operations, forget]);
      await this.#acknowledgements.applied(number);
      return true;
    } catch (error) {
      if (error instanceof DriverError && error.tag === 'timed out') return false;
      throw error;
    }
  }
}

function portState(row: OvsdbRow): PortState {
  const port = { name: String(row['name']), operStatus: String(elementsOf(row['link_state'])[0] ?? 'down') };
  if (entriesOf(row['bfd'])['enable'] !== 'true') return port;
  return { ...port, continuity: entriesOf(row['bfd_status'])['forwarding'] === 'true' ? 'up' : 'down' };
}

function onRoot(mutations: readonly unknown[]): OvsdbOperation {
  return { op: 'mutate', table: 'Open_vSwitch', where: [], mutations };
}
