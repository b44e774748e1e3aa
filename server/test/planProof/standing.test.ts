import { beforeAll, describe, expect, it } from 'vitest';
import { characteristic, modified, Proofs } from './ground.ts';
import { provesItsShare } from './shares.ts';

describe('plans for what happens to a service that stands can be taken back', () => {
  let proofs: Proofs;
  beforeAll(async () => {
    proofs = await Proofs.start();
  }, 60_000);
  const standing = () => proofs.standing();

  it('SWAP, up to where the broken unit is retired', async () => {
    const units = new Map<string, string>();
    const { back, beyond } = await proofs.proveStanding('SWAP', {
      made: async () => {
        const id = await standing();
        const { body } = await proofs.system.call('noc', 'GET', `/turnup/v1/cpe?service=${id}`);
        units.set(id, body[0].serial);
        return id;
      },
      order: (id) => modified(id, characteristic('equipmentSwap', { serial: units.get(id) })),
      services: 3,
    });
    expect(back).toEqual([
      '1/SWAP_SHIP_MAN/cpe:assign',
      '1/SWAP_SHIP_MAN/work:ship',
      '1/SWAP_SHIP_MAN/cpe:dispatch',
      '1/SWAP_MAN/work:swap',
      '1/SWAP_MAN/cpe:replace',
      '1/SWAP_MAN/cpe:enrol',
      '1/SWAP_MAN/cpe:configure',
      '1/SWAP_MAN/cpe:read',
      '1/TEST/service:test',
    ]);
    expect(beyond).toEqual(['1/RETIRE/order:close', '1/RETIRE/cpe:retire']);
  }, 240_000);

  it('SUSPEND, from wherever it is', async () => {
    const { back } = await proofs.proveStanding('SUSPEND', {
      made: standing,
      order: (id) => modified(id, { state: 'inactive' }),
    });
    expect(back).toEqual([
      '1/STOP/service:deactivate',
      '1/NET_STOP/network:suspend',
      '1/CLOSE/suspension:close',
    ]);
  }, 120_000);

  it('RESTORE, up to where the service runs another way', async () => {
    const ports = new Map<string, string>();
    const { back, beyond } = await proofs.proveStanding('RESTORE', {
      made: async () => {
        const id = await standing();
        const { body } = await proofs.system.call('noc', 'GET', `/turnup/v1/service/${id}/graph`);
        const access = (body.resources as { role: string; key: string; untilAt: string | null }[]).find(
          ({ role, untilAt }) => role.startsWith('access:') && untilAt === null,
        );
        ports.set(id, access?.key ?? '');
        return id;
      },
      order: (id) => {
        const { serviceOrderItem } = modified(id, characteristic('failed', [ports.get(id)]));
        return {
          category: 'restoration',
          externalReference: [{ id: 'T-1', externalReferenceType: 'troubleTicket' }],
          serviceOrderItem,
        };
      },
    });
    expect(back).toContain('1/PATCH_MAN/work:patch');
    expect(beyond).toEqual([
      '1/REPORT/restoration:report',
      '1/RELEASE/service:trim',
      '1/CLOSE/restoration:close',
    ]);
  }, 240_000);

  it('RESUME, up to where it is in use', async () => {
    const { back, beyond } = await proofs.proveStanding('RESUME', {
      made: async () => {
        const id = await standing();
        await proofs.delivered([modified(id, { state: 'inactive' })]);
        return id;
      },
      order: (id) => modified(id, { state: 'active' }),
    });
    expect(back).toEqual(['1/NET_START/network:resume', '1/TEST/service:test']);
    expect(beyond).toHaveLength(2);
  }, 120_000);

  it('TRANSFER, up to where it is the next customer’s', async () => {
    const order = (id: string) => modified(id, { relatedParty: [{ id: 'MERIDIAN', role: 'customer' }] });
    const { back, beyond } = await proofs.proveStanding('TRANSFER', { made: standing, order });
    expect(back).toEqual(['1/CONSENT/work:accept', '1/TRANSFER/service:transfer']);
    expect(beyond).toEqual(['1/CLOSE/order:close']);
    // An operator who lets a transfer be taken back at its close gets back what was, parties and billing included.
    await proofs.hardPoints(false);
    const id = await standing();
    expect(await proofs.prove(beyond, [id], order)).toEqual({ takenBack: beyond, refused: [] });
    const { body: billing } = await proofs.system.call(
      'orderStaff',
      'GET',
      `/turnup/v1/billingEvent?service=${id}`,
    );
    expect(
      billing.map((event: { kind: string; customer: string }) => `${event.kind} ${event.customer}`),
    ).toEqual(['start ALDER', 'stop ALDER', 'start MERIDIAN', 'stop MERIDIAN', 'start ALDER']);
  }, 120_000);

  provesItsShare('standing', () => [proofs]);
});
