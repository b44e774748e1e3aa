import {
  type DeviceSession,
  type DeviceState,
  DriverError,
  type TestPathAnswer,
  type TestPathRequest,
} from '../driver.ts';
import type { Change, ConfigValue, LeafAddress } from '../types.ts';
import type { NetconfClient } from './client.ts';
import { fingerprintOf, fromData, toEditConfig, toFilter } from './codec.ts';
import type { NetconfOptions } from './options.ts';
import { child, childText, type Element, escapeXml } from './xml.ts';

/**
 * Error tags by which devices say that no commit of that persist id is pending: `invalid-value` is RFC 6241, 8.4.5.1
 * for a persist id that does not match, the others are what servers were seen to answer.
 */
const nothingPending: ReadonlySet<string> = new Set(['invalid-value', 'data-missing', 'bad-element']);

/** A conversation with one device in NETCONF; see {@link DeviceSession}. */
export class NetconfSession implements DeviceSession {
  readonly #client: NetconfClient;
  readonly #options: NetconfOptions;
  readonly #release: () => Promise<void>;
  #locked = false;

  constructor(client: NetconfClient, options: NetconfOptions, release: () => Promise<void>) {
    this.#client = client;
    this.#options = options;
    this.#release = release;
  }

  async lock(): Promise<void> {
    await this.#client.rpc('<lock><target><candidate/></target></lock>');
    this.#locked = true;
  }

  async unlock(): Promise<void> {
    if (!this.#locked) return;
    await this.#client.rpc('<discard-changes/>');
    await this.#client.rpc('<unlock><target><candidate/></target></unlock>');
    this.#locked = false;
  }

  async read(places: readonly LeafAddress[]): Promise<ReadonlyMap<string, ConfigValue>> {
    if (places.length === 0) return new Map();
    const filter = `<filter type="subtree">${toFilter(places, this.#options.dialect)}</filter>`;
    return fromData(await this.#running(filter), places, this.#options.dialect);
  }

  async fingerprint(): Promise<string> {
    const { root, namespace } = this.#options.dialect;
    return fingerprintOf(
      await this.#running(`<filter type="subtree"><${root} xmlns="${namespace}"/></filter>`),
    );
  }

  async edit(changes: readonly Change[]): Promise<void> {
    const config = toEditConfig(changes, this.#options.dialect);
    // Whatever an earlier edit left in the candidate would be committed with this one.
    await this.#client.rpc('<discard-changes/>');
    // No <validate> afterwards: on some servers it turns the commit into one that answers ok and does nothing.
    await this.#client.rpc(
      `<edit-config><target><candidate/></target><default-operation>merge</default-operation><error-option>rollback-on-error</error-option><config>${config}</config></edit-config>`,
    );
  }

  async commitConfirmed(transactionId: string, timeoutS: number): Promise<void> {
    await this.#commit(
      `<commit><confirmed/><confirm-timeout>${timeoutS}</confirm-timeout><persist>${escapeXml(transactionId)}</persist></commit>`,
    );
  }

  async confirm(transactionId: string): Promise<'confirmed' | 'nothingPending'> {
    const body = `<commit><persist-id>${escapeXml(transactionId)}</persist-id></commit>`;
    return (await this.#onPending(body)) ? 'confirmed' : 'nothingPending';
  }

  async cancel(transactionId: string): Promise<'cancelled' | 'nothingPending'> {
    const body = `<cancel-commit><persist-id>${escapeXml(transactionId)}</persist-id></cancel-commit>`;
    return (await this.#onPending(body)) ? 'cancelled' : 'nothingPending';
  }

  async commit(): Promise<void> {
    await this.#commit('<commit/>');
  }

  async state(): Promise<DeviceState> {
    const { root, namespace } = this.#options.dialect;
    const filter = `<filter type="subtree"><${root} xmlns="${namespace}"><state/></${root}></filter>`;
    const reply = await this.#client.rpc(`<get>${filter}</get>`);
    const state = child(child(child(reply, 'data'), root), 'state');
    const listed = (name: string) => state?.children.filter((element) => element.name === name) ?? [];
    return {
      ports: listed('port').map((port) => ({
        name: childText(port, 'name') ?? '',
        operStatus: childText(port, 'oper-status') ?? '',
      })),
      neighbors: listed('neighbor').map((neighbor) => ({
        vrf: childText(neighbor, 'vrf') ?? '',
        address: childText(neighbor, 'address') ?? '',
        sessionState: childText(neighbor, 'session-state') ?? '',
      })),
    };
  }

  async testPath(request: TestPathRequest): Promise<TestPathAnswer> {
    const parameters: readonly (readonly [string, string | number | undefined])[] = [
      ['vrf', request.vrf],
      ['source', request.source],
      ['destination', request.destination],
      ['count', request.count],
      ['size-bytes', request.sizeBytes],
      ['rate-kbps', request.rateKbps],
      ['duration-s', request.durationS],
      ['dscp', request.dscp],
    ];
    const body = parameters
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
      .join('');
    // The test itself takes its time before the device can answer.
    const timeoutMs = this.#options.timeouts.rpcMs + (request.durationS ?? 0) * 1000;
    const reply = await this.#client.rpc(
      `<test-path xmlns="${this.#options.testNamespace}">${body}</test-path>`,
      timeoutMs,
    );
    return testAnswerOf(reply);
  }

  async close(): Promise<void> {
    // A candidate that stays locked would keep everybody out as long as the session is pooled.
    await this.unlock().catch(() => this.#client.close());
    await this.#release();
  }

  async #running(filter: string): Promise<Element | undefined> {
    const reply = await this.#client.rpc(`<get-config><source><running/></source>${filter}</get-config>`);
    return child(reply, 'data');
  }

  /** Commits what is new. While a commit of somebody else waits for its confirmation the device is in use. */
  async #commit(body: string): Promise<void> {
    try {
      await this.#client.rpc(body);
    } catch (error) {
      if (!(error instanceof DriverError) || error.fault !== 'refused' || !saysOtherPending(error))
        throw error;
      throw new DriverError('locked', error.message, error.tag === undefined ? {} : { tag: error.tag });
    }
  }

  async #onPending(body: string): Promise<boolean> {
    try {
      await this.#client.rpc(body);
      return true;
    } catch (error) {
      if (error instanceof DriverError && error.fault === 'refused' && saysNothingPending(error))
        return false;
      throw error;
    }
  }
}

/** Some servers have but their general tag for it, and say it in words. */
function saysNothingPending({ tag, message }: DriverError): boolean {
  return nothingPending.has(tag ?? '') || (tag === 'operation-failed' && message.includes('not active'));
}

/** RFC 6241, 8.4.5.1 names the persist-id that was not given; servers without that say it in words. */
function saysOtherPending({ message }: DriverError): boolean {
  return /persist-?id|confirmed commit/i.test(message);
}

function testAnswerOf(reply: Element): TestPathAnswer {
  const number = (name: string): number | undefined => {
    const text = childText(reply, name);
    return text === undefined || text === '' ? undefined : Number(text);
  };
  const [sent, received] = [number('sent'), number('received')];
  if (sent === undefined || received === undefined || Number.isNaN(sent + received)) {
    throw new DriverError('protocol', 'a path test without the numbers sent and received');
  }
  const optional = {
    rttMinUs: number('rtt-min-us'),
    rttAvgUs: number('rtt-avg-us'),
    rttMaxUs: number('rtt-max-us'),
    jitterUs: number('jitter-us'),
    deliveredKbps: number('delivered-kbps'),
  };
  const measured = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const derived = childText(reply, 'method') === 'derived' ? { method: 'derived' as const } : {};
  return { sent, received, ...measured, ...derived, hops: hopsOf(reply) };
}

/** The nodes passed: the leaf-list `path`. */
function hopsOf(reply: Element): readonly string[] {
  return reply.children.filter((element) => element.name === 'path').map((element) => element.text);
}
