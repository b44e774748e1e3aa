import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import snmp from 'net-snmp';

/** Who may read a device, by SNMPv3 with authPriv. */
export type SnmpUser = { readonly user: string; readonly authKey: string; readonly privKey: string };

/** What an agent tells, asked anew at each request. */
export type AgentView = {
  readonly sysName: () => string;
  readonly sysDescr: () => string;
  readonly serial: () => string;
  /** Ports with their state and rate. */
  readonly ports: () => readonly {
    readonly name: string;
    readonly status: string;
    readonly rateKbps: number;
  }[];
  /** Values of the sensors (RFC 3433, entPhySensorValue) by their index. */
  readonly sensors: () => ReadonlyMap<number, number>;
};

/** The column of sensor values; the index of a sensor follows. */
export const sensorColumn = '1.3.6.1.2.1.99.1.1.1.4';

const readOnly = snmp.MaxAccess['read-only'];
const { Scalar, Table } = snmp.MibProviderType;
const { Integer, OctetString, Gauge } = snmp.ObjectType;

// The part of the library that its published types leave out.
type Mib = {
  registerProvider(provider: object): void;
  setScalarValue(name: string, value: unknown): void;
  addTableRow(table: string, row: readonly unknown[]): void;
};
type Agent = {
  getMib(): Mib;
  getAuthorizer(): { addUser(user: object): void };
  close(): void;
};
const { createAgent } = snmp as unknown as {
  createAgent(options: object, onRequest: (error: Error | null) => void): Agent;
};

/** The SNMP agent of one device, on a loopback port of its own. */
export class SnmpAgent {
  readonly port: number;
  readonly #socket: Socket;
  #agent: Agent | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = (socket.address() as AddressInfo).port;
  }

  /** Takes a port: the wanted one if it is free (0: any). Nobody is answered yet. */
  static async open(wantedPort: number): Promise<SnmpAgent> {
    try {
      return new SnmpAgent(await bound(wantedPort));
    } catch (error) {
      if (wantedPort === 0) throw error;
      return new SnmpAgent(await bound(0));
    }
  }

  /** Answers this user from now on. */
  serve({ user, authKey, privKey }: SnmpUser, view: AgentView): void {
    // The library binds to a port that must be known before; this socket has one.
    const dgramModule = { createSocket: () => Object.assign(this.#socket, { bind: () => this.#socket }) };
    const agent = createAgent({ port: this.port, dgramModule, disableAuthorization: false }, () => undefined);
    agent.getAuthorizer().addUser({
      name: user,
      level: snmp.SecurityLevel.authPriv,
      authProtocol: snmp.AuthProtocols.sha,
      authKey,
      privProtocol: snmp.PrivProtocols.aes,
      privKey,
    });
    describe(agent.getMib(), view);
    this.#agent = agent;
  }

  close(): void {
    if (this.#agent === undefined) this.#socket.close();
    else this.#agent.close();
  }
}

async function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((done, fail) => {
    socket.once('error', fail);
    socket.bind(port, '127.0.0.1', () => {
      socket.off('error', fail);
      done();
    });
  });
  return socket;
}

/** SNMPv2-MIB, ENTITY-MIB, IF-MIB and ENTITY-SENSOR-MIB, as far as an operator reads them. */
function describe(mib: Mib, view: AgentView): void {
  scalar(mib, 'sysDescr', '1.3.6.1.2.1.1.1', view.sysDescr);
  scalar(mib, 'sysName', '1.3.6.1.2.1.1.5', view.sysName);
  const ports = view.ports();
  table(
    mib,
    'entPhysicalTable',
    '1.3.6.1.2.1.47.1.1.1.1',
    [{ number: 11, name: 'entPhysicalSerialNum', type: OctetString }],
    [[1, view.serial()]],
  );
  const states = (): unknown[][] =>
    view.ports().map(({ status }, index) => [index + 1, status === 'up' ? 1 : 2]);
  table(
    mib,
    'ifTable',
    '1.3.6.1.2.1.2.2.1',
    [{ number: 8, name: 'ifOperStatus', type: Integer }],
    states(),
    states,
  );
  table(
    mib,
    'ifXTable',
    '1.3.6.1.2.1.31.1.1.1',
    [
      { number: 1, name: 'ifName', type: OctetString },
      { number: 15, name: 'ifHighSpeed', type: Gauge },
    ],
    ports.map(({ name, rateKbps }, index) => [index + 1, name, Math.round(rateKbps / 1000)]),
  );
  const sensors = (): unknown[][] => [...view.sensors()].map(([index, value]) => [index, value]);
  if (view.sensors().size > 0)
    table(
      mib,
      'entPhySensorTable',
      '1.3.6.1.2.1.99.1.1.1',
      [{ number: 4, name: 'entPhySensorValue', type: Integer }],
      sensors(),
      sensors,
    );
}

type Request = { done(): void };

function scalar(mib: Mib, name: string, oid: string, value: () => string): void {
  mib.registerProvider({
    name,
    type: Scalar,
    oid,
    scalarType: OctetString,
    maxAccess: readOnly,
    handler: (request: Request) => {
      mib.setScalarValue(name, value());
      request.done();
    },
  });
  mib.setScalarValue(name, value());
}

/** A table whose rows begin with their index; `fresh` gives the rows anew before each answer. */
function table(
  mib: Mib,
  name: string,
  oid: string,
  columns: readonly object[],
  rows: readonly unknown[][],
  fresh?: () => readonly unknown[][],
): void {
  const fill = (own: readonly unknown[][]) => {
    for (const row of own) mib.addTableRow(name, row);
  };
  mib.registerProvider({
    name,
    type: Table,
    oid,
    maxAccess: snmp.MaxAccess['not-accessible'],
    tableColumns: [
      { number: 1_000, name: 'index', type: Integer, maxAccess: snmp.MaxAccess['not-accessible'] },
      ...columns.map((column) => ({ ...column, maxAccess: readOnly })),
    ],
    tableIndex: [{ columnName: 'index' }],
    ...(fresh === undefined
      ? {}
      : {
          handler: (request: Request) => {
            fill(fresh());
            request.done();
          },
        }),
  });
  fill(rows);
}
