import { beforeEach, describe, expect, it } from 'vitest';
import { vpnOrder } from '../demo.ts';
import { forgottenService, withoutQuarantine } from '../foundService.ts';
import { LiveServices } from '../liveService.ts';
import { characteristic, modified, Proofs } from './ground.ts';
import { provesItsShare } from './shares.ts';

const all: Proofs[] = [];

describe('plans with old and new beside one another can be taken back', () => {
  let proofs: Proofs;
  // Each takes much of the ground, and has one of its own.
  beforeEach(async () => {
    proofs = await Proofs.start();
    all.push(proofs);
  }, 60_000);

  const vpnOf = async (customer: string, sites: readonly string[]): Promise<string> => {
    const { requestedCompletionDate: _, ...body } = vpnOrder(sites, customer, { bandwidthKbps: 50_000 });
    const [id = ''] = await proofs.delivered([body]);
    // The links were promised from the end of the interval on.
    await proofs.ground.people.day(60);
    return id;
  };

  it('SWITCH, up to where the service runs over its standby', async () => {
    const { back, beyond } = await proofs.proveStanding('SWITCH', {
      // Ways that no duct and no place have in common.
      made: () => vpnOf('ALDER', ['ALDER-BRS', 'ALDER-CDF']),
      order: (id) => modified(id, characteristic('protectionSwitch', 'standby')),
    });
    expect(back).toEqual([
      '1/NOTICE/outage:announce',
      '1/CONFIG/network:reconfigure',
      '1/TEST/service:test',
      '1/TEST/outage:close',
    ]);
    expect(beyond).toEqual(['1/REPORT/protection:report', '1/CLOSE/restoration:close']);
  }, 400_000);

  it('RELOCATE, up to where the old access is given back', async () => {
    const { back, beyond } = await proofs.proveStanding('RELOCATE', {
      made: () => vpnOf('ALDER', ['ALDER-MAN', 'ALDER-NCL']),
      order: (id) => modified(id, characteristic('relocation', [{ from: 'ALDER-NCL', to: 'ALDER-BRS' }])),
      services: 4,
    });
    expect(back).toEqual(
      expect.arrayContaining([
        '1/JOIN/network:join',
        '1/INST_BRS/cpe:join',
        '1/TEST_NEW/access:test',
        '1/CUT_OVER/network:cutOver',
        '1/ACCEPT/work:accept',
      ]),
    );
    expect(beyond).toEqual(expect.arrayContaining(['1/CLEAN/network:settle', '1/RELEASE/service:trim']));
  }, 400_000);

  it('MIGRATE, up to where the old access is given back', async () => {
    // Each moves to the partner that it does not have.
    const partners = new Map<string, string>();
    const { back, beyond } = await proofs.proveStanding('MIGRATE', {
      made: async () => {
        const id = await vpnOf('MERIDIAN', ['MERIDIAN-LDS', 'MERIDIAN-ABZ']);
        const { body: tails } = await proofs.system.call(
          'provisioning',
          'GET',
          '/turnup/v1/partnerOrder?limit=1000',
        );
        partners.set(id, tails.at(-1).partner === 'GRANITE' ? 'CALEDONET' : 'GRANITE');
        return id;
      },
      order: (id) =>
        modified(
          id,
          characteristic('migration', [{ site: 'MERIDIAN-ABZ', partner: partners.get(id) }]),
          'MERIDIAN',
        ),
      services: 4,
    });
    expect(back).toEqual(
      expect.arrayContaining(['1/PARTNER_BUILD_ABZ/partner:delivery', '1/CUT_OVER/network:cutOver']),
    );
    expect(beyond).toEqual(expect.arrayContaining(['1/PARTNER_CEASE_ABZ/partner:cease']));
  }, 400_000);

  it('TAKE_OVER, from wherever it is', async () => {
    await withoutQuarantine(proofs.system);
    const live = new LiveServices(proofs.system, proofs.ground.people);
    const sites = ['ALDER-MAN', 'ALDER-NCL'];
    const found = await forgottenService(proofs.system, proofs.ground.people, live, sites);
    const { back } = await proofs.proveStanding('TAKE_OVER', {
      made: async () => '',
      order: () => found.order('adopt'),
    });
    expect(back).toEqual([
      '1/RECORD/service:found',
      '1/OWN/network:own',
      '1/ENTER/service:enter',
      '1/CLOSE/takeOver:close',
    ]);
  }, 240_000);
});

provesItsShare('sideBySide', () => all);
