import type { SnmpUser } from './snmp-agent.ts';

/** Where a device asks who it is, and with which one-time secret; both were put into it at the depot. */
export type Bootstrap = { readonly url: string; readonly voucher: string };

/** What a device says of itself. */
export type Introduction = {
  readonly model: string;
  readonly serial: string;
  readonly firmware: string;
  readonly managementPort: number;
  /** As OpenSSH prints it. */
  readonly hostKeySha256: string;
  readonly snmpPort: number;
};

/** What it was told: who manages it and who reads it. */
export type Told = { readonly user: string; readonly password: string; readonly snmp?: SnmpUser };

/** What came of asking. */
export type BootOutcome =
  | { readonly boot: 'configured' } // it was before: nobody is asked again
  | { readonly boot: 'unconfigured' } // nobody told it whom to ask
  | { readonly boot: 'enrolled' }
  | { readonly boot: 'refused'; readonly status: number; readonly body: unknown }
  | { readonly boot: 'unreachable'; readonly message: string };

type Answer = {
  readonly management: { readonly user: string; readonly secret: string };
  readonly snmp?: SnmpUser;
};

/** Asks over HTTP who it is (zero-touch provisioning). Answers what it was told, or why not. */
export async function askWhoIAm(
  { url, voucher }: Bootstrap,
  { model, serial, firmware, managementPort, hostKeySha256, snmpPort }: Introduction,
): Promise<{ readonly told?: Told; readonly outcome: BootOutcome }> {
  const body = {
    model,
    serial,
    voucher,
    firmware,
    management: {
      host: '127.0.0.1',
      port: managementPort,
      hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
    },
    snmp: { host: '127.0.0.1', port: snmpPort },
  };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const answer: unknown = await response.json();
    if (!response.ok) return { outcome: { boot: 'refused', status: response.status, body: answer } };
    const { management, snmp } = answer as Answer;
    const told = { user: management.user, password: management.secret, ...(snmp && { snmp }) };
    return { told, outcome: { boot: 'enrolled' } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: { boot: 'unreachable', message } };
  }
}
