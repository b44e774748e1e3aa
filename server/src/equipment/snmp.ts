import snmp from 'net-snmp';
import type { InterfaceReading, SnmpAnswer, SnmpTarget } from './types.ts';

/** Why an agent could not be read: it does not answer, or refuses us. */
export class SnmpFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SnmpFault';
  }
}

const oid = {
  sysDescr: '1.3.6.1.2.1.1.1.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  /** entPhysicalSerialNum of the chassis (RFC 6933). */
  serial: '1.3.6.1.2.1.47.1.1.1.1.11.1',
  ifOperStatus: '1.3.6.1.2.1.2.2.1.8',
  ifName: '1.3.6.1.2.1.31.1.1.1.1',
  ifHighSpeed: '1.3.6.1.2.1.31.1.1.1.15',
} as const;

const statuses = ['', 'up', 'down', 'testing', 'unknown', 'dormant', 'notPresent', 'lowerLayerDown'];
/** Of a request that is lost in the network; the task that reads tries again by itself. */
const patience = { timeout: 2_000, retries: 1 };
/** More interfaces than any unit at a customer's premises has. */
const mostInterfaces = 256;

type Varbind = { readonly oid: string; readonly type?: number; readonly value?: unknown };

/** Reads the identity of a unit, its interfaces and the named objects, by SNMPv3 with authPriv (RFC 3414). */
export async function readSnmp(
  { host, port, user }: SnmpTarget,
  oids: readonly string[],
): Promise<SnmpAnswer> {
  const session = snmp.createV3Session(
    host,
    {
      name: user.user,
      level: snmp.SecurityLevel.authPriv,
      authProtocol: snmp.AuthProtocols.sha,
      authKey: user.authKey,
      privProtocol: snmp.PrivProtocols.aes,
      privKey: user.privKey,
    },
    { port, ...patience, version: snmp.Version3, idBitsSize: 32 },
  );
  const failed = new Promise<never>((_, fail) => session.on('error', (error: Error) => fail(faultOf(error))));
  failed.catch(() => undefined);
  try {
    return await Promise.race([answerOf(session, oids), failed]);
  } finally {
    session.close();
  }
}

async function answerOf(session: snmp.Session, oids: readonly string[]): Promise<SnmpAnswer> {
  const identity = await get(session, [oid.sysDescr, oid.sysName, oid.serial]);
  const values = oids.length === 0 ? [] : await get(session, oids);
  const names = await column(session, oid.ifName);
  const states = await column(session, oid.ifOperStatus);
  const speeds = await column(session, oid.ifHighSpeed);
  const [sysDescr = null, sysName = null, serial = null] = identity.map(textOf);
  return {
    sysDescr,
    sysName,
    serial,
    interfaces: [...names].map(
      ([index, name]): InterfaceReading => ({
        name: textOf({ oid: '', value: name }) ?? index,
        operStatus: statuses[Number(states.get(index) ?? 0)] || 'unknown',
        speedMbps: speeds.has(index) ? Number(speeds.get(index)) : null,
      }),
    ),
    values: new Map(
      values.flatMap((bind): [string, number][] =>
        typeof bind.value === 'number' ? [[bind.oid, bind.value]] : [],
      ),
    ),
  };
}

function get(session: snmp.Session, oids: readonly string[]): Promise<readonly Varbind[]> {
  return new Promise((done, fail) => {
    session.get([...oids], (error: Error | null, varbinds?: unknown) => {
      if (error !== null) return fail(faultOf(error));
      const binds = varbinds as (Varbind & { type: number })[];
      done(binds.map((bind) => (snmp.isVarbindError(bind as never) ? { oid: bind.oid } : bind)));
    });
  });
}

/** The column of a table, by the rest of each object's identifier. */
function column(session: snmp.Session, root: string): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  return new Promise((done, fail) => {
    session.subtree(
      root,
      20,
      (varbinds: unknown) => {
        for (const bind of varbinds as Varbind[])
          if (found.size < mostInterfaces) found.set(bind.oid.slice(root.length + 1), bind.value);
      },
      (error: Error | null) => (error ? fail(faultOf(error)) : done(found)),
    );
  });
}

function textOf({ value }: Varbind): string | null {
  if (value === undefined || value === null) return null;
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
}

function faultOf(error: Error): SnmpFault {
  return error instanceof SnmpFault ? error : new SnmpFault(error.message);
}
