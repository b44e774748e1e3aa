import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from '../demo.ts';
import { demoFleet } from '../fleet.ts';
import { LiveServices, modifyOf } from '../liveService.ts';
import { People } from '../people.ts';
import { testSystem } from '../system.ts';
import { Faults, type ProofGround, provePlan } from './proof.ts';

const site = (bandwidthKbps: number) => ({
  serviceCharacteristic: [
    { name: 'sites', value: [{ site: 'ALDER-MAN', bandwidthKbps, access: 'single', cpe: 'managed' }] },
  ],
});

describe('an amended order for a service that stands can be taken back from anywhere', () => {
  let ground: ProofGround;
  let live: LiveServices;
  let count = 0;

  beforeAll(async () => {
    const faults = new Faults();
    const system = await testSystem({ demo: true, instrument: faults.instrument });
    const fleet = await demoFleet(system);
    const people = new People(system, fleet);
    await people.hire();
    ground = { system, fleet, people, faults };
    live = new LiveServices(system, people);
  }, 60_000);

  const deliver = async (): Promise<string> => {
    count += 1;
    return live.deliver({
      ...internetOrder('ALDER-MAN', 'ALDER', { bandwidthKbps: 40_000 }),
      externalId: `S-${count}`,
    });
  };
  const several = async (many: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let at = 0; at < many; at += 1) ids.push(await deliver());
    return ids;
  };

  it('RATE, amended to a higher and to a lower rate when its test fell out', async () => {
    const back = ['1/ADJUST/parameters:adjust', '1/CONFIG/network:reconfigure', '1/TEST/service:test'];
    const subjects = await several(back.length);
    for (const kbps of [90_000, 45_000]) {
      const proof = await provePlan(ground, {
        keys: back,
        subjects,
        order: (id) => modifyOf('ALDER', id, site(60_000)),
        amended: {
          fallen: '1/TEST/service:test',
          body: { serviceOrderItem: [{ id: '1', service: site(kbps) }] },
        },
      });
      expect(proof).toEqual({ takenBack: back, refused: [] });
    }
  }, 240_000);

  it('RECOVER, amended to a later day when equipment was to be collected', async () => {
    const back = [
      '1/DEACTIVATE/service:deactivate',
      '1/CPE_CLEAR/cpe:remove',
      '1/NET_REMOVE/network:remove',
      '1/COLLECT_MAN/work:collect',
    ];
    const subjects = await several(back.length);
    const { body: clock } = await ground.system.call('simulation', 'GET', '/turnup/v1/simulation/clock');
    const later = new Date(Date.parse(clock.now) + 14 * 86_400_000).toISOString();
    const proof = await provePlan(ground, {
      keys: back,
      subjects,
      order: (id) => ({
        relatedParty: [{ id: 'ALDER', role: 'customer' }],
        serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
      }),
      amended: { once: 'collect', body: { requestedStartDate: later } },
    });
    expect(proof).toEqual({ takenBack: back, refused: [] });
  }, 240_000);
});
