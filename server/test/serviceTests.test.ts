import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder, vpnOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const base = '/tmf-api/serviceTestManagement/v4';
const tests = `${base}/serviceTest`;
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('tests of live services', { timeout: 120_000 }, () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let id: string;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    const body = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', { bandwidthKbps: 50_000 });
    id = await delivered(body);
  }, 120_000);

  const delivered = async (body: object): Promise<string> => {
    const { status, body: order } = await system.call('orderStaff', 'POST', orders, body);
    expect(status, JSON.stringify(order)).toBe(201);
    const done = await people.until(`${order.id} to be completed`, async () => {
      const { body: now } = await system.call('orderStaff', 'GET', `${orders}/${order.id}`);
      if (now.state === 'held') throw new Error(JSON.stringify(now.serviceOrderItem[0].errorMessage));
      return now.state === 'completed' ? now : undefined;
    });
    return done.serviceOrderItem[0].service.id;
  };
  const wanted = (more: object = {}) => ({
    name: 'a look',
    relatedService: { id },
    testSpecification: { id: 'default' },
    ...more,
  });
  const ended = async (test: string): Promise<Row> => {
    await people.quiet();
    const { body } = await system.call('noc', 'GET', `${tests}/${test}`);
    expect(['completed', 'failed']).toContain(body.state);
    return body;
  };
  const made = async (more: object = {}): Promise<Row> => {
    const { status, body } = await system.call('noc', 'POST', tests, wanted(more));
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({ state: 'acknowledged', mode: 'ONDEMAND', relatedService: { id } });
    return await ended(body.id);
  };
  const load = async (kind: string, ...records: object[]): Promise<void> => {
    const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };

  const offered = async (code: string): Promise<Row> => {
    const path = '/turnup/v1/referenceData/serviceSpecification';
    const { body } = await system.call('administrator', 'GET', path);
    return (body.records ?? body).find((one: Row) => one.code === code);
  };

  it('on demand leave the service alone, compare with before, and are honest about how they measured', async () => {
    const test = await made();
    expect(test).toMatchObject({ state: 'completed', verdict: 'passed', interruptionAllowed: false });
    const streams = test.measures.filter(({ metric }: Row) => metric === 'throughputPercent');
    expect(streams.length).toBeGreaterThan(0);
    expect(new Set(streams.map(({ status }: Row) => status))).toEqual(new Set(['notRun']));
    const trip = test.comparisons.find(({ caseId }: Row) => caseId === 'roundTripUs:ALDER-MAN:ALDER-NCL');
    expect(trip).toMatchObject({ changePercent: 0, degraded: false });
    expect(trip.predicted).toBeGreaterThan(0);
    const tmf = test.testMeasure.find(({ metricName }: Row) => metricName === 'roundTripUs');
    expect(tmf).toMatchObject({
      unitOfMeasure: 'microseconds',
      // The fleet has no packets: its answers follow from its forwarding state.
      captureMethod: 'derived',
      value: { value: trip.measured },
      ruleViolation: [],
    });
    expect(test.measures.find(({ metric }: Row) => metric === 'bgpEstablished').method).toBe('deviceState');
  });

  it('that load or interrupt want authority; by it every step and the policing are measured', async () => {
    const interruptionAllowed = true;
    const refused = await system.call('provisioning', 'POST', tests, wanted({ interruptionAllowed }));
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const none = await system.call('sales', 'POST', tests, wanted());
    expect(none.status).toBe(403);
    const test = await made({ interruptionAllowed });
    const steps = test.measures
      .filter(({ caseId }: Row) => caseId.startsWith('throughputPercent:ALDER-MAN:ALDER-NCL'))
      .map(({ caseId, status, measured }: Row) => [caseId.split(':')[3], status, measured]);
    expect(steps).toEqual([
      ['25', 'passed', 100],
      ['50', 'passed', 100],
      ['75', 'passed', 100],
      ['100', 'passed', 100],
      // A quarter beyond the rate is offered, and the rate comes through.
      ['policing', 'passed', 100],
    ]);
  });

  it('tell in numbers what is broken, decide nothing of activation, and pass when it is mended', async () => {
    const { body: service } = await system.call('noc', 'GET', `/turnup/v1/service/${id}/birthCertificate`);
    const leg = service.built.legs.find(({ site }: Row) => site === 'ALDER-NCL');
    const fault = { kind: 'portDown', port: leg.port };
    await fleet.fleet.control('POST', '/fault', { device: leg.node, fault });
    const broken = await made();
    expect(broken.verdict).toBe('failed');
    expect(broken.violations.join('\n')).toContain(
      'reachability, ALDER-MAN to ALDER-NCL: 0 percent measured; at least 100 percent wanted',
    );
    expect(broken.comparisons.some(({ degraded }: Row) => degraded)).toBe(true);
    await fleet.fleet.control('DELETE', '/fault', { device: leg.node });
    expect((await made()).verdict).toBe('passed');
    const { body: again } = await system.call('noc', 'GET', `/turnup/v1/service/${id}/birthCertificate`);
    expect(again.tested).toEqual(service.tested);
  });

  it('are listed, filtered, paged and told by events; strangers see none; nonsense is refused', async () => {
    const list = (words: string, account = 'noc') => system.call(account, 'GET', `${tests}?${words}`);
    const all = await list(`relatedService=${id}&limit=2`);
    expect(all.status).toBe(206);
    expect(all.body).toHaveLength(2);
    const total = Number(all.headers.get('x-total-count'));
    expect(total).toBeGreaterThan(4);
    expect((await list('purpose=turnUp')).body).toHaveLength(1);
    expect((await list('verdict=failed')).body.map(({ purpose }: Row) => purpose)).toEqual(['adHoc']);
    expect((await list('colour=red')).status).toBe(400);
    const stranger = {
      account: 'birch',
      name: 'Birch',
      password: 'birch-demo',
      roles: ['customer'],
      party: 'BIRCH',
    };
    expect((await system.call('administrator', 'POST', '/turnup/v1/account', stranger)).status).toBe(201);
    expect((await list('limit=5', 'birch')).body).toEqual([]);
    const one = `${tests}/${all.body[0].id}`;
    expect((await system.call('birch', 'GET', one)).status).toBe(404);
    expect((await system.call('birch', 'GET', `/turnup/v1/service/${id}/birthCertificate`)).status).toBe(404);
    for (const more of [{ relatedService: { id: 'nobody' } }, { testSpecification: { id: 'NO-SUCH' } }])
      expect((await system.call('noc', 'POST', tests, wanted(more))).status).toBe(422);
    expect((await system.call('noc', 'POST', tests, wanted({ speed: 9 }))).status).toBe(400);
    for (const method of ['PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { state: 'cancelled' } : undefined;
      expect(await system.call('noc', method, one, body)).toMatchObject({
        status: 409,
        body: { code: 'TEST_HAS_BEGUN' },
      });
    }
    const events = (await system.call('noc', 'GET', `/turnup/v1/event?limit=1000`)).body;
    const types = new Set(events.map(({ eventType, type }: Row) => eventType ?? type));
    expect(types).toContain('ServiceTestCreateEvent');
    expect(types).toContain('ServiceTestStateChangeEvent');
    const specifications = (await system.call('noc', 'GET', `${base}/serviceTestSpecification`)).body;
    const vpn = specifications.find(({ id: code }: Row) => code === 'VPN-TURN-UP');
    expect(vpn.relatedServiceSpecification.map(({ id: code }: Row) => code)).toContain('L3VPN');
    expect((await system.call('noc', 'GET', vpn.href)).body).toEqual(vpn);
  });

  it('make the birth certificate: ordered, built with serial numbers, tested; as JSON, page and PDF', async () => {
    const path = `/turnup/v1/service/${id}/birthCertificate`;
    const { body: certificate } = await system.call('noc', 'GET', path);
    expect(certificate).toMatchObject({
      '@type': 'BirthCertificate',
      customer: { code: 'ALDER' },
      rateScale: 1,
      tested: { verdict: 'passed', specification: 'VPN-TURN-UP' },
      waivers: [],
    });
    const serials = certificate.built.equipment.map(({ serial }: Row) => serial);
    expect(serials).toHaveLength(2);
    const rates = certificate.built.devices.flatMap(({ configuration }: Row) =>
      configuration.filter(({ path: at }: Row) => at.endsWith('/ingress-rate-kbps')),
    );
    expect(rates.map(({ value }: Row) => value)).toEqual(['50000', '50000']);
    const page = await system.call('noc', 'GET', `${path}?format=html`);
    expect(page.headers.get('content-type')).toContain('text/html');
    for (const words of [...serials, certificate.number, 'Birth certificate', 'the ordered rates, 1 : 1'])
      expect(page.body).toContain(words);
    expect(page.body).toContain('worked out from the forwarding state');
    const pdf = await system.call('noc', 'GET', `${path}?format=pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(String(pdf.body).slice(0, 5)).toBe('%PDF-');
    expect((await system.call('noc', 'GET', `${path}?format=docx`)).status).toBe(400);
  });

  it('see static routes as well: paths answer, and no session is looked at', async () => {
    const places = ['ALDER-BRS', 'ALDER-CDF'] as const;
    const body = vpnOrder(places, 'ALDER', { bandwidthKbps: 20_000, routing: 'static' });
    const sites = body.serviceOrderItem[0]?.service.serviceCharacteristic[1];
    if (sites === undefined) throw new Error('the order has sites');
    sites.value = (sites.value as Row[]).map((site, index) => ({
      ...site,
      lanPrefixes: [`10.6${index}.0.0/24`],
    }));
    const own = await delivered(body);
    const { body: certificate } = await system.call(
      'noc',
      'GET',
      `/turnup/v1/service/${own}/birthCertificate`,
    );
    expect(certificate.tested.verdict).toBe('passed');
    expect(certificate.tested.cases.some(({ metric }: Row) => metric === 'bgpEstablished')).toBe(false);
    expect(JSON.stringify(certificate.built.devices)).toContain("/static[prefix='10.60.0.0/24']/next-hop");
  });

  it('are developed by rule where a specification has none, at the scale of the network, against the service level', async () => {
    const { testSpecification: _, ...without } = await offered('INTERNET');
    await load('serviceSpecification', without);
    await load('policy', { code: 'rateScale', text: 'A small laboratory', value: { factor: 0.1 } });
    const order = internetOrder('ALDER-BHM', 'ALDER');
    order.serviceOrderItem[0]?.service.serviceCharacteristic.push({
      name: 'serviceLevel',
      value: { maximumLossPercent: 0.05, maximumRttUs: 9_000 } as never,
    });
    const rules = [
      {
        code: 'ALWAYS',
        text: 'Every service',
        measures: [{ metric: 'reachability', comparator: 'atLeast' }],
      },
      {
        code: 'LEVEL',
        text: 'What was promised',
        when: { '==': [{ var: 'hasServiceLevel' }, true] },
        measures: [
          { metric: 'roundTripUs', comparator: 'atMost' },
          { metric: 'lossPercent', comparator: 'atMost' },
        ],
      },
      {
        code: 'CLASSES',
        text: 'Classes',
        when: { '>': [{ var: 'classCount' }, 0] },
        measures: [{ metric: 'jitterUs', comparator: 'atMost' }],
      },
    ];
    await load('policy', { code: 'testDevelopment', text: 'How tests are developed', value: { rules } });
    const own = await delivered(order);
    const { body: certificate } = await system.call(
      'noc',
      'GET',
      `/turnup/v1/service/${own}/birthCertificate`,
    );
    expect(certificate).toMatchObject({
      rateScale: 0.1,
      tested: { specification: 'developed by ALWAYS, LEVEL', verdict: 'passed' },
    });
    const [loss] = certificate.tested.cases.filter(({ metric }: Row) => metric === 'lossPercent');
    expect(loss).toMatchObject({ threshold: 0.05, thresholdSource: 'requirement', status: 'passed' });
    expect(JSON.stringify(certificate.built.devices)).toContain('"10000"');
    const page = await system.call('noc', 'GET', `/turnup/v1/service/${own}/birthCertificate?format=html`);
    expect(page.body).toContain('laboratory rates: 0.1 of the ordered ones');
  });
});
