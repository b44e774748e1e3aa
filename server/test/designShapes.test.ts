import { monitorEventLoopDelay } from 'node:perf_hooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, eventually } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const designs = '/turnup/v1/serviceDesign';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('designs of every shape of service', () => {
  let system: TestSystem;
  const load = async (kind: string, records: unknown[]): Promise<void> => {
    const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };
  const records = (kind: string): Row[] =>
    structuredClone(demoDataSets().filter((set) => set.kind === kind)).flatMap((set) => set.records);
  const site = (code: string, change: object = {}) => ({
    site: code,
    bandwidthKbps: 50_000,
    access: 'single',
    cpe: 'wiresOnly',
    ...change,
  });
  /** A question with bespoke work, so that it is special and opens a design. */
  const ask = async (
    specification: string,
    topology: string,
    sites: readonly Row[],
    more: Record<string, unknown> = {},
  ): Promise<Row> => {
    const answer = await system.call('sales', 'POST', questions, {
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      serviceQualificationItem: [
        {
          id: '1',
          service: {
            serviceSpecification: { id: specification },
            serviceCharacteristic: Object.entries({
              topology,
              sites,
              bespokeActions: [
                {
                  code: 'ESCORT',
                  description: 'An escort on site',
                  owner: 'BUILD',
                  durationWorkingDays: 1,
                  costMinor: 60_000,
                  before: ['TEST'],
                },
              ],
              ...more,
            }).map(([name, value]) => ({ name, value })),
          },
        },
      ],
    });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    const item = await eventually('an answer', async () => {
      const { body } = await system.call('readOnly', 'GET', `${questions}/${answer.body.id}`);
      return body.state === 'done' ? body.serviceQualificationItem[0] : undefined;
    });
    expect(item.designId, JSON.stringify(item.feasibility?.reasons)).toBeDefined();
    return (await system.call('readOnly', 'GET', `${designs}/${item.designId}`)).body;
  };

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    const line = records('serviceSpecification').find(({ code }) => code === 'E-LINE');
    await load('serviceSpecification', [
      {
        ...line,
        code: 'E-LAN',
        serviceModel: 'bridgedElan',
        topologies: ['anyToAny'],
        sites: { minimum: 2, maximum: 10 },
      },
      {
        ...line,
        code: 'E-TREE',
        serviceModel: 'bridgedEtree',
        topologies: ['hubAndSpoke'],
        sites: { minimum: 2, maximum: 10 },
      },
    ]);
    await load(
      'planTemplate',
      records('planTemplate').map((template) => ({
        ...template,
        serviceSpecifications: [...template.serviceSpecifications, 'E-LAN', 'E-TREE'],
      })),
    );
  }, 60_000);

  const [hq, leeds, bristol, glasgow] = ['MERIDIAN-HQ', 'MERIDIAN-LDS', 'MERIDIAN-BRS', 'MERIDIAN-GLA'];
  const pairs = (design: Row): string[] =>
    design.alternatives[0].routes
      .filter(({ role }: Row) => role === 'primary')
      .map(({ from, to }: Row) => `${from} ${to}`);

  it.each([
    ['E-Line', 'E-LINE', 'pointToPoint', [site(hq), site(leeds)], [`${hq} ${leeds}`]],
    [
      'E-LAN',
      'E-LAN',
      'anyToAny',
      [site(hq), site(leeds), site(bristol)],
      [`${hq} ${leeds}`, `${hq} ${bristol}`, `${leeds} ${bristol}`],
    ],
    [
      'E-Tree',
      'E-TREE',
      'hubAndSpoke',
      [site(hq, { role: 'root' }), site(leeds, { role: 'leaf' }), site(bristol, { role: 'leaf' })],
      [`${hq} ${leeds}`, `${hq} ${bristol}`],
    ],
    [
      'hub and spoke',
      'L3VPN',
      'hubAndSpoke',
      [site(hq), site(leeds), site(glasgow)],
      [`${hq} ${leeds}`, `${hq} ${glasgow}`],
    ],
    [
      'any to any',
      'L3VPN',
      'anyToAny',
      [site(hq), site(leeds), site(glasgow)],
      [`${hq} ${leeds}`, `${hq} ${glasgow}`, `${leeds} ${glasgow}`],
    ],
  ])(
    '%s: a compliant design with the routes of its shape',
    async (_shape, specification, topology, sites, expected) => {
      const design = await ask(specification, topology, sites);
      expect(design.alternatives.length).toBeGreaterThan(0);
      const [best] = design.alternatives;
      expect(best.compliant, JSON.stringify(best.compliance.filter(({ met }: Row) => !met))).toBe(true);
      expect(pairs(design)).toEqual(expected);
      expect(best.sites.map((one: Row) => one.site)).toEqual(sites.map((one) => one.site));
      // What was left is told with its reason.
      for (const { reason } of design.rejected) expect(reason.message).not.toBe('');
    },
    30_000,
  );

  it('keeps out of a blackout and installs the hub first, and the compliance says so', async () => {
    const sites = [leeds, bristol].map((code) => site(code as string, { cpe: 'managed' }));
    const free = await ask('L3VPN', 'anyToAny', sites);
    const of = (design: Row, key: string) =>
      design.alternatives[0].plan.activities.find((each: Row) => each.key === key);
    const installed = of(free, 'INST_LDS').finishDate;
    const kept = await ask('L3VPN', 'anyToAny', sites, {
      hubFirst: true,
      blackouts: [{ from: installed, to: installed, site: leeds, reason: 'Stocktaking' }],
    });
    const [hub, other] = [of(kept, 'INST_LDS'), of(kept, 'INST_BRS')];
    expect(hub.finishDate > installed).toBe(true);
    expect(other.after).toContain('INST_LDS');
    expect(other.startDate >= hub.finishDate).toBe(true);
    expect(kept.alternatives[0].compliance).toContainEqual(
      expect.objectContaining({ requirement: `Stocktaking at ${leeds}`, met: true }),
    );
  }, 30_000);

  it('composes a large design in another thread: the API answers meanwhile', async () => {
    const codes = Array.from({ length: 24 }, (_, index) => `MERIDIAN-X${index}`);
    const [place] = records('place').filter(({ code }) => code === leeds);
    const [fibre] = records('link').filter(({ name }) => name === 'FIBRE-MERIDIAN-LDS');
    const [port] = records('port').filter(({ node, use }) => node === 'PE-LDS' && use === 'customer');
    await load(
      'place',
      codes.map((code) => ({ ...place, code, name: code })),
    );
    await load(
      'port',
      codes.flatMap((_, index) => [
        { ...port, name: `xe-9/0/${index}`, rateKbps: 1_000_000 },
        { ...port, node: 'PE-MAN', card: 'PE-MAN-CARD-0', name: `xe-9/0/${index}`, rateKbps: 1_000_000 },
      ]),
    );
    await load(
      'link',
      codes.flatMap((code) =>
        ['PE-LDS', 'PE-MAN'].map((node, index) => ({
          ...fibre,
          name: `FIBRE-${code}-${node}`,
          a: { node },
          b: { ...fibre.b, place: code },
          monthlyCostMinor: fibre.monthlyCostMinor + index * 100,
        })),
      ),
    );
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const began = performance.now();
    let answeredMs = 0;
    const asking = ask(
      'L3VPN',
      'anyToAny',
      codes.map((code) => site(code)),
    );
    let isOpen = true;
    const pinging = (async () => {
      while (isOpen) {
        const from = performance.now();
        await system.call('readOnly', 'GET', `${questions}?limit=1`);
        answeredMs = Math.max(answeredMs, performance.now() - from);
      }
    })();
    const design = await asking;
    isOpen = false;
    await pinging;
    delay.disable();
    const seconds = (performance.now() - began) / 1_000;
    const longestMs = delay.max / 1e6;
    console.log(
      `24 sites composed in ${seconds.toFixed(1)} s; longest pause ${longestMs.toFixed(0)} ms, slowest answer ${answeredMs.toFixed(0)} ms`,
    );
    expect(design.alternatives[0].sites).toHaveLength(24);
    // Composing blocks nothing for as long as it takes.
    expect(longestMs).toBeLessThan(Math.max(1_000, (seconds * 1_000) / 2));
  }, 120_000);
});
