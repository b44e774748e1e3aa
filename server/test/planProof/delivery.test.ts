import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, vpnOrder } from '../demo.ts';
import { characteristic, Proofs } from './ground.ts';
import { amendAll, provePlan, tasksOf } from './proof.ts';
import { provesItsShare } from './shares.ts';

describe('plans of new services can be taken back from anywhere', () => {
  let proofs: Proofs;
  beforeAll(async () => {
    proofs = await Proofs.start();
    await proofs.hardPoints(false);
  }, 60_000);

  it('STANDARD', async () => {
    await proofs.timed('STANDARD', async () => {
      const keys = await proofs.keysOf(proofs.internet());
      const proof = await proofs.prove(keys, keys, () => proofs.internet());
      expect(proof).toEqual({ takenBack: keys, refused: [] });
      expect(keys.length).toBeGreaterThan(8);
      return keys.length;
    });
  }, 120_000);

  it('STANDARD, amended to another rate when the equipment was to be shipped', async () => {
    const site = { site: 'ALDER-MAN', bandwidthKbps: 700_000, access: 'single', cpe: 'managed' };
    const amended = {
      once: 'ship',
      body: {
        acceptCharges: true,
        serviceOrderItem: [{ id: '1', service: characteristic('sites', [site]) }],
      },
    };
    const first = await proofs.post(proofs.internet());
    await amendAll(proofs.ground, [first], [], amended);
    const tasks = await tasksOf(proofs.system, first);
    // What still runs of the new version, by the keys that it has there.
    const keys = tasks
      .filter(({ key, state }) => !key.includes('~') && !['completed', 'skipped'].includes(state))
      .map(({ key }) => key)
      .concat('1/ALLOC/parameters:allocate');
    expect(tasks.some(({ key }) => key.includes('~1'))).toBe(true);
    await proofs.cancel(first);
    const some = [...new Set(keys)];
    const proof = await provePlan(proofs.ground, {
      keys: some,
      subjects: some,
      order: () => proofs.internet(),
      amended,
    });
    expect(proof).toEqual({ takenBack: some, refused: [] });
    expect(some.length).toBeGreaterThan(6);
  }, 240_000);

  it('SPECIAL, with a partner’s tail', async () => {
    const vpn = () => vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-ABZ'], 'MERIDIAN');
    await proofs.timed('SPECIAL', async () => {
      const keys = await proofs.keysOf(vpn());
      expect(keys).toEqual(expect.arrayContaining(['1/PARTNER_FOC_ABZ/partner:order']));
      for (let from = 0; from < keys.length; from += 10) {
        const some = keys.slice(from, from + 10);
        expect(await proofs.prove(some, some, vpn)).toEqual({ takenBack: some, refused: [] });
      }
      return keys.length;
    });
  }, 180_000);

  it('STANDARD, of a service that comes to units which stand', async () => {
    const models = demoDataSets().filter(({ kind }) => kind === 'cpeModel');
    for (const { kind, records } of models)
      await proofs.load({ kind, records: records.map((model) => ({ ...(model as object), lanPorts: 2 })) });
    const internet = () => proofs.internet({ bandwidthKbps: 20_000 });
    const voice = () => {
      const { serviceOrderItem, ...order } = internet();
      const [item] = serviceOrderItem;
      const service = { ...item?.service, serviceSpecification: { id: 'VOICE-SIP' } };
      return { ...order, serviceOrderItem: [{ ...item, service }] };
    };
    // Each order takes the last port of a unit.
    await proofs.delivered([internet()]);
    const keys = await proofs.keysOf(voice());
    expect(keys).toEqual(expect.arrayContaining(['1/UNIT_MAN/work:connect', '1/UNIT_MAN/cpe:configure']));
    expect(keys.some((key) => key.includes('work:ship') || key.includes('work:install'))).toBe(false);
    await proofs.delivered(keys.slice(1).map(internet));
    expect(await proofs.prove(keys, keys, voice)).toEqual({ takenBack: keys, refused: [] });
  }, 240_000);

  provesItsShare('delivery', () => [proofs]);
});
