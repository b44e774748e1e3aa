import { beforeAll, describe, expect, it } from 'vitest';
import { vpnOrder } from '../demo.ts';
import { characteristic, modified, Proofs, slowPorts } from './ground.ts';
import { provesItsShare } from './shares.ts';

describe('plans that change or end a service can be taken back up to where the change is in use', () => {
  let proofs: Proofs;
  beforeAll(async () => {
    proofs = await Proofs.start();
    await proofs.hardPoints(true);
  }, 60_000);

  /** Proves from tasks before the hard point and beyond it, with a service of its own for each. */
  const provesBoth = async (
    plan: { readonly back: readonly string[]; readonly beyond: readonly string[] },
    subjects: readonly string[],
    order: (id: string) => object,
  ): Promise<void> => {
    const { back, beyond } = plan;
    expect(await proofs.prove(back, subjects, order)).toEqual({ takenBack: back, refused: [] });
    const rest = subjects.slice(back.length);
    expect(await proofs.prove(beyond, rest, order)).toEqual({ takenBack: [], refused: beyond });
  };
  /** The services for a proof: the first, and one more for each further task. */
  const oneForEach = async (
    first: string,
    keys: readonly string[],
    made: () => object,
  ): Promise<string[]> => [first, ...(await proofs.delivered(keys.slice(1).map(made)))];
  const withoutDate = <Order extends { requestedCompletionDate: string }>({
    requestedCompletionDate: _,
    ...body
  }: Order) => body;

  it('RECOVER, up to where it gives back what may be somebody else’s tomorrow', async () => {
    await proofs.timed('RECOVER', async () => {
      const deletion = (id: string) => ({
        relatedParty: [{ id: 'ALDER', role: 'customer' }],
        serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
      });
      const first = await proofs.standing();
      const keys = await proofs.keysOf(deletion(first));
      const back = [
        '1/DEACTIVATE/service:deactivate',
        '1/CPE_CLEAR/cpe:remove',
        '1/NET_REMOVE/network:remove',
        '1/COLLECT_MAN/work:collect',
      ];
      const beyond = ['1/RELEASE/parameters:deallocate', '1/END/service:terminate', '1/END/recovery:close'];
      expect([...keys].sort()).toEqual([...back, ...beyond].sort());
      const subjects = await oneForEach(first, keys, () => proofs.internet());
      await provesBoth({ back, beyond }, subjects, deletion);
      return keys.length;
    });
  }, 180_000);

  it('RATE, up to where the change is in use', async () => {
    await proofs.timed('RATE', async () => {
      const site = { site: 'ALDER-MAN', bandwidthKbps: 60_000, access: 'single', cpe: 'managed' };
      const faster = (id: string) => modified(id, characteristic('sites', [site]));
      const first = await proofs.standing();
      const keys = await proofs.keysOf(faster(first));
      const back = ['1/ADJUST/parameters:adjust', '1/CONFIG/network:reconfigure', '1/TEST/service:test'];
      const beyond = ['1/UPDATE/service:change', '1/UPDATE/order:close'];
      expect([...keys].sort()).toEqual([...back, ...beyond].sort());
      const subjects = await oneForEach(first, keys, () => proofs.internet());
      await provesBoth({ back, beyond }, subjects, faster);
      return keys.length;
    });
  }, 180_000);

  it('SITES, a site that joins and one that leaves, up to where the change is in use', async () => {
    await proofs.timed('SITES', async () => {
      // Without a date: the standard interval, in which it is delivered too.
      const made = () =>
        withoutDate(vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', { bandwidthKbps: 50_000 }));
      const body = made();
      const standing = body.serviceOrderItem[0]?.service.serviceCharacteristic[1]?.value as object[];
      const joining = {
        site: 'ALDER-BRS',
        bandwidthKbps: 50_000,
        access: 'single',
        cpe: 'managed',
        lanPrefixes: ['10.60.0.0/24'],
      };
      const moved = (id: string) => modified(id, characteristic('sites', [standing[0], joining]));
      const [first = ''] = await proofs.delivered([body]);
      // The links were promised from the end of that interval on.
      await proofs.ground.people.day(60);
      const keys = await proofs.keysOf(moved(first));
      const beyond = keys.slice(keys.indexOf('1/UPDATE/service:change'));
      const back = keys.filter((key) => !beyond.includes(key));
      expect(back).toEqual(expect.arrayContaining(['1/EXTEND/service:extend', '1/CLEAR_NCL/site:clear']));
      // Taken back, a service is as it was, and the next proof can use it.
      for (const key of back)
        expect(await proofs.prove([key], [first], moved)).toEqual({ takenBack: [key], refused: [] });
      const subjects = await oneForEach(first, beyond, made);
      expect(await proofs.prove(beyond, subjects, moved)).toEqual({ takenBack: [], refused: beyond });
      return keys.length;
    });
  }, 240_000);

  it('REHOME, a rate beyond the port, up to where the change is in use', async () => {
    await proofs.load({ kind: 'port', records: slowPorts });
    await proofs.timed('REHOME', async () => {
      const slow = () => withoutDate(proofs.internet({ bandwidthKbps: 50_000 }));
      const site = { site: 'ALDER-MAN', bandwidthKbps: 90_000, access: 'single', cpe: 'managed' };
      const faster = (id: string) => modified(id, characteristic('sites', [site]));
      const [first = ''] = await proofs.delivered([slow()]);
      const keys = await proofs.keysOf(faster(first));
      const beyond = keys.slice(keys.indexOf('1/UPDATE/service:change'));
      const back = keys.filter((key) => !beyond.includes(key));
      expect(back).toEqual([
        '1/EXTEND/service:extend',
        '1/EXTEND/parameters:adjust',
        '1/NOTICE/outage:announce',
        '1/PATCH_MAN/work:patch',
        '1/CONFIG/network:reconfigure',
        '1/TEST/service:test',
        '1/TEST/outage:close',
      ]);
      expect(beyond).toEqual(['1/UPDATE/service:change', '1/RELEASE/service:trim', '1/CLOSE/order:close']);
      const subjects = await oneForEach(first, keys, slow);
      await provesBoth({ back, beyond }, subjects, faster);
      return keys.length;
    });
  }, 240_000);

  provesItsShare('change', () => [proofs]);
});
