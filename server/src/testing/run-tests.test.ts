import { describe, expect, test } from 'vitest';
import { ok, refuse } from '../foundation/result.ts';
import { planTests } from './plan-tests.ts';
import { runTests } from './run-tests.ts';
import { fakeProber, goodAnswer, sampleInput } from './testing/sample.ts';
import type { PathMeasurement, PathTest, TestMeasure, TestRun } from './types.ts';

const plan = planTests(sampleInput());

function of(run: TestRun, id: string): TestMeasure {
  const found = run.measures.find((one) => one.caseId === id);
  if (found === undefined)
    throw new Error(`no case ${id} among ${run.measures.map((one) => one.caseId).join(' ')}`);
  return found;
}

function spoiled(change: (device: string, test: PathTest, good: PathMeasurement) => PathMeasurement) {
  return fakeProber((device, one) => ok(change(device, one, goodAnswer(one))));
}

describe('a plan', () => {
  test('has every ordered pair, session, class and step, and thresholds from where they come', () => {
    const count = (metric: string) => plan.cases.filter((one) => one.metric === metric).length;
    expect(
      Object.fromEntries(
        [...new Set(plan.cases.map(({ metric }) => metric))].map((metric) => [metric, count(metric)]),
      ),
    ).toEqual({
      bgpEstablished: 4,
      reachability: 6,
      isolation: 3,
      roundTripUs: 6,
      lossPercent: 12,
      jitterUs: 12,
      throughputPercent: 6 * (4 + 1 + 2),
      mtu: 6,
      failover: 1,
    });
    const expectation = (id: string) => plan.cases.find((one) => one.id === id)?.expectation;
    expect(expectation('roundTripUs:ABZ:HQ')).toMatchObject({
      threshold: 18_000,
      thresholdSource: 'requirement',
      predicted: 14_000,
    });
    expect(expectation('roundTripUs:HQ:LDS')).toMatchObject({
      threshold: 7_200,
      thresholdSource: 'policy',
      predicted: 6_000,
    });
    expect(expectation('lossPercent:HQ:LDS:voice')).toMatchObject({
      threshold: 0.1,
      thresholdSource: 'specification',
    });
    expect(new Set(plan.cases.map((one) => one.id)).size).toBe(plan.cases.length);
  });

  test('offers the rate of the slower site, stepwise, and beyond it', () => {
    const offered = plan.cases.flatMap(({ id, procedure }) =>
      id.startsWith('throughputPercent:HQ:LDS') && procedure.kind === 'path'
        ? [[id.split(':')[3], procedure.test.rateKbps, procedure.test.dscp]]
        : [],
    );
    expect(offered).toEqual([
      ['25', 125_000, undefined],
      ['50', 250_000, undefined],
      ['75', 375_000, undefined],
      ['100', 500_000, undefined],
      ['policing', 625_000, undefined],
      ['voice', 100_000, 46],
      ['default', 400_000, 0],
    ]);
  });

  test('of a single site measures towards the reflector, and without one has nothing to pass by', async () => {
    const sites = sampleInput().sites.slice(1, 2);
    const single = { sites, foreignAddresses: [], requirement: { topology: 'internet' as const } };
    const reflector = { name: 'reflector', address: '10.3.0.1' };
    const measured = planTests(sampleInput({ ...single, reflector })).cases.filter(
      (one) => one.to === 'reflector',
    );
    expect(measured.map(({ from, metric }) => `${from} ${metric}`)).toEqual(
      expect.arrayContaining(['LDS reachability', 'LDS roundTripUs', 'LDS throughputPercent', 'LDS mtu']),
    );
    expect((await runTests(fakeProber(), planTests(sampleInput(single)), { id: 't' })).verdict).toBe(
      'inconclusive',
    );
  });

  test('of a large service grows with its sites, of a hub with its spokes', () => {
    const sites = Array.from({ length: 50 }, (_, index) => ({
      site: `S${index}`,
      rateKbps: 1_000,
      legs: [{ device: `CE${index}`, vrf: 'V', address: `10.${index}.0.1`, neighbors: [] }],
    }));
    const reach = (topology: 'anyToAny' | 'hubAndSpoke') =>
      planTests(sampleInput({ sites, requirement: { topology } })).cases.filter(
        (one) => one.metric === 'reachability',
      ).length;
    expect(reach('hubAndSpoke')).toBe(2 * 49);
    expect(reach('anyToAny')).toBe(2 * 49 + 2 * 48);
  });

  test('of a rooted service goes from its roots, wherever they stand', () => {
    const roles = ['leaf', 'root', undefined, 'root'] as const;
    const sites = roles.map((_, index) => ({
      site: `S${index}`,
      rateKbps: 1_000,
      legs: [{ device: `CE${index}`, vrf: 'V', address: `10.${index}.0.1`, neighbors: [] }],
    }));
    const asked = sites.map(({ site }, index) => ({ site, ...(roles[index] && { role: roles[index] }) }));
    const { cases } = planTests(
      sampleInput({ sites, requirement: { topology: 'hubAndSpoke', sites: asked } }),
    );
    const pairs = cases
      .filter(({ metric }) => metric === 'reachability')
      .map(({ from, to }) => `${from} ${to}`);
    expect(pairs).toHaveLength(10);
    expect(pairs.filter((pair) => pair === 'S0 S2' || pair === 'S2 S0')).toEqual([]);
    expect(pairs).toEqual(expect.arrayContaining(['S1 S0', 'S0 S3', 'S3 S1', 'S2 S1']));
  });
});

describe('a run', () => {
  test('passes when everything is as promised; equal tests are made once; fail-over without means is told', async () => {
    const prober = fakeProber();
    const run = await runTests(prober, plan, { id: 't' });
    expect(run.violations).toEqual([]);
    expect(run.verdict).toBe('passed');
    expect(of(run, 'failover:HQ:LDS')).toMatchObject({
      status: 'notRun',
      reason: expect.stringContaining('no means'),
    });
    expect(of(run, 'throughputPercent:HQ:ABZ:policing')).toMatchObject({ status: 'passed', measured: 100 });
    const keys = prober.asked.map((one) => JSON.stringify(one));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each<
    [string, (device: string, test: PathTest, good: PathMeasurement) => PathMeasurement, string, RegExp]
  >([
    [
      'a site that is not reached',
      (_, one, good) =>
        one.destination === '10.3.0.1' ? { sent: good.sent, received: 0, deliveredKbps: 0 } : good,
      'reachability:HQ:ABZ',
      /0 percent measured; at least 100/,
    ],
    [
      'a round trip beyond its bound',
      (_, __, good) => ({ ...good, rttAvgUs: 18_001 }),
      'roundTripUs:HQ:ABZ',
      /18001 microseconds measured, predicted 14000; at most 18000/,
    ],
    [
      'a foreign address that answers',
      (_, one, good) => (one.destination === '192.0.2.1' ? { sent: 100, received: 1 } : good),
      'isolation:LDS:192.0.2.1',
      /1 percent measured; at most 0/,
    ],
    [
      'a policer that lets through too much',
      (_, one, good) => ({ ...good, deliveredKbps: one.rateKbps ?? 0 }),
      'throughputPercent:LDS:ABZ:policing',
      /125 percent measured; at most 105/,
    ],
    [
      'a rate that is not reached',
      (_, one, good) => ({ ...good, deliveredKbps: Math.min(one.rateKbps ?? 0, 90_000) }),
      'throughputPercent:HQ:ABZ:100',
      /90 percent measured; at least 95/,
    ],
    [
      'packets lost at the ordered rate in one class',
      (_, one, good) =>
        one.dscp === 46 && one.rateKbps
          ? { ...good, received: good.sent - Math.ceil(good.sent / 500) }
          : good,
      'lossPercent:HQ:LDS:voice',
      /percent measured; at most 0.1/,
    ],
    ['jitter', (_, __, good) => ({ ...good, jitterUs: 3_001 }), 'jitterUs:HQ:LDS:voice', /3001/],
    [
      'a large packet that does not pass',
      (_, one, good) => (one.sizeBytes > 1400 ? { sent: 5, received: 0 } : good),
      'mtu:HQ:LDS',
      /0 bytes measured; at least 1500/,
    ],
  ])('fails on %s, in numbers', async (_, change, id, reason) => {
    const run = await runTests(spoiled(change), plan, { id: 't' });
    expect(run.verdict).toBe('failed');
    expect(of(run, id)).toMatchObject({ status: 'failed', reason: expect.stringMatching(reason) });
    expect(run.violations.join('\n')).toMatch(reason);
  });

  test('fails when a session is down', async () => {
    const run = await runTests(
      fakeProber(undefined, (device) => (device === 'CE-ABZ' ? 'idle' : 'established')),
      plan,
      { id: 't' },
    );
    expect(run.verdict).toBe('failed');
    expect(run.measures.filter((one) => one.status === 'failed').map((one) => one.caseId)).toEqual([
      'bgpEstablished:ABZ:CE-ABZ:100.64.0.6',
    ]);
  });

  test('all packets lost is a failure of the round trip too, not a missing figure', async () => {
    const dead = fakeProber((_, one) => ok({ sent: one.count, received: 0 }));
    const run = await runTests(dead, plan, { id: 't' });
    expect(of(run, 'roundTripUs:HQ:ABZ')).toMatchObject({
      status: 'failed',
      reason: 'all 100 packets were lost',
    });
    expect(of(run, 'jitterUs:HQ:ABZ:voice').status).toBe('failed');
  });

  test('is inconclusive when a device cannot be asked, and that is not a pass', async () => {
    const deaf = fakeProber((device, one) =>
      device === 'CE-LDS' ? refuse(503, 'DEVICE_UNREACHABLE', 'CE-LDS: no answer') : ok(goodAnswer(one)),
    );
    const run = await runTests(deaf, plan, { id: 't' });
    expect(run.verdict).toBe('inconclusive');
    expect(of(run, 'reachability:LDS:HQ')).toMatchObject({
      status: 'inconclusive',
      reason: 'not measured: CE-LDS: no answer',
    });
  });

  test('is inconclusive when nobody set a threshold, however good the measurement', async () => {
    const { roundTripOverPredictionPercent: _, ...policy } = sampleInput().policy;
    const input = sampleInput({ policy, requirement: { topology: 'anyToAny' } });
    const run = await runTests(fakeProber(), planTests(input), { id: 't' });
    expect(run.verdict).toBe('inconclusive');
    expect(of(run, 'roundTripUs:HQ:LDS')).toMatchObject({ status: 'inconclusive', measured: 6_000 });
  });

  test('of a plan without any case is inconclusive', async () => {
    const empty = planTests(sampleInput({ sites: [], foreignAddresses: [] }));
    expect((await runTests(fakeProber(), empty, { id: 't' })).verdict).toBe('inconclusive');
    const none = { ...plan, cases: [] };
    expect((await runTests(fakeProber(), none, { id: 't' })).verdict).toBe('inconclusive');
  });

  test('cuts the active leg last, measures over the standby, and gives it back even when that fails', async () => {
    const log: string[] = [];
    const cutActiveLeg = async (site: string) => {
      log.push(`cut ${site}`);
      return ok(async () => {
        log.push(`restored ${site}`);
      });
    };
    const prober = fakeProber((device, one) => {
      log.push(device);
      return ok(goodAnswer(one));
    });
    const run = await runTests(prober, plan, { id: 't', cutActiveLeg });
    const [cutAt, restoredAt] = [log.indexOf('cut HQ'), log.indexOf('restored HQ')];
    expect(cutAt).toBeGreaterThan(0);
    // It was listened to over both legs before, and nothing follows.
    expect(new Set(log.slice(cutAt - 2, cutAt))).toEqual(new Set(['CE-HQ-1', 'CE-HQ-2']));
    expect(log.slice(cutAt + 1, restoredAt)).toContain('CE-HQ-2');
    expect(restoredAt).toBe(log.length - 1);
    expect(of(run, 'failover:HQ:LDS')).toMatchObject({
      status: 'passed',
      reason: expect.stringContaining('(predicted 7000 µs)'),
    });
    const broken = fakeProber((device, one) =>
      device === 'CE-HQ-2' ? ok({ sent: 100, received: 40 }) : ok(goodAnswer(one)),
    );
    log.length = 0;
    const failed = await runTests(broken, plan, { id: 't', cutActiveLeg });
    expect(failed.verdict).toBe('failed');
    expect(log).toEqual(['cut HQ', 'restored HQ']);
  });

  /** A run against a service whose packets are lost for some time from when its leg begins to go. */
  const interrupted = async (silentMs: number, cutTakesMs: number): Promise<TestMeasure> => {
    const input = sampleInput();
    const measures = [
      ...input.specification.measures,
      { metric: 'interruptionMs', comparator: 'atMost' } as const,
    ];
    const requirement = { ...input.requirement, serviceLevel: { maximumInterruptionMs: 500 } };
    const specification = { ...input.specification, measures };
    const cutting = planTests({ ...input, specification, requirement });
    let cuts = 0;
    let goneAt = Number.POSITIVE_INFINITY;
    const prober = fakeProber((device, one) => {
      const since = performance.now() - goneAt;
      const silent = since >= 0 && (device === 'CE-HQ-1' || since < silentMs);
      return one.count === 1 && silent ? ok({ sent: 1, received: 0 }) : ok(goodAnswer(one));
    });
    const cutActiveLeg = async () => {
      cuts++;
      goneAt = performance.now();
      // The device takes its time to say that it is done.
      await new Promise((resolve) => setTimeout(resolve, cutTakesMs));
      return ok(async () => {
        goneAt = Number.POSITIVE_INFINITY;
      });
    };
    const run = await runTests(prober, cutting, { id: 't', cutActiveLeg });
    expect(cuts).toBe(1);
    return of(run, 'interruptionMs:HQ:LDS');
  };

  test('counts how long nothing was answered, against what was promised, with one cut for both', async () => {
    const quick = await interrupted(120, 0);
    expect(quick).toMatchObject({ status: 'passed', expectation: { thresholdSource: 'requirement' } });
    expect(quick.measured).toBeGreaterThanOrEqual(110);
    expect(quick.measured).toBeLessThan(400);
    expect(await interrupted(900, 0)).toMatchObject({ status: 'failed' });
  });

  test('counts a gap that is over before the device has told that it cut', async () => {
    const gap = await interrupted(700, 1_200);
    expect(gap.status).toBe('failed');
    expect(gap.measured).toBeGreaterThanOrEqual(690);
    expect(gap.measured).toBeLessThan(1_150);
  });

  test('of a single site with two accesses tries both, and tells what it cannot', async () => {
    const leg = (number: number) => ({
      device: `CE-${number}`,
      vrf: 'INTERNET',
      address: `10.1.0.${number}`,
      neighbors: [],
      access: { address: `10.2.0.${number}`, far: { name: `PE-${number}`, address: '10.2.0.9' } },
    });
    const site = { site: 'HQ', rateKbps: 400_000, legs: [leg(1), leg(2)] };
    const input = sampleInput({
      sites: [site],
      requirement: { topology: 'internet' },
      routes: [],
      classes: [],
      dualSites: ['HQ'],
      reflector: { name: 'PE-1', address: '10.2.0.1' },
      policy: { ...sampleInput().policy, failoverRequired: true },
    });
    const measures = [
      { metric: 'reachability', comparator: 'atLeast' } as const,
      { metric: 'mtu', comparator: 'atLeast' } as const,
    ];
    const single = planTests({ ...input, specification: { ...input.specification, measures } });
    expect(single.cases.map(({ id }) => id)).toEqual([
      'reachability:HQ:PE-1',
      'reachability:HQ:PE-2',
      'mtu:HQ:PE-1',
      'failover:HQ:PE-2',
    ]);
    const cutActiveLeg = async () => ok(async () => {});
    expect((await runTests(fakeProber(), single, { id: 't', cutActiveLeg })).verdict).toBe('passed');
    const dead = fakeProber((device, one) =>
      ok(device === 'CE-2' ? { sent: one.count, received: 0 } : goodAnswer(one)),
    );
    const failed = await runTests(dead, single, { id: 't' });
    expect([failed.verdict, of(failed, 'reachability:HQ:PE-2').status]).toEqual(['failed', 'failed']);
    // How fast the rest of the world finds the other way, nobody there can tell.
    const timed = [...measures, { metric: 'interruptionMs', comparator: 'atMost', threshold: 900 } as const];
    const open = planTests({ ...input, specification: { ...input.specification, measures: timed } });
    const run = await runTests(fakeProber(), open, { id: 't', cutActiveLeg });
    expect([run.verdict, of(run, 'interruptionMs:HQ').reason]).toEqual([
      'inconclusive',
      expect.stringContaining('policy test, reflector'),
    ]);
    const beyond = { name: 'UPSTREAM', address: '10.3.0.7', beyondLegs: true };
    const named = planTests({ ...input, reflector: beyond });
    expect(named.cases.map(({ id }) => id)).toContain('failover:HQ:UPSTREAM');
  });

  test('of two accesses of which one cannot be tested is inconclusive, not passed', async () => {
    const [hq, ...others] = sampleInput().sites;
    if (hq === undefined) throw new Error('the sample has sites');
    const sites = [{ ...hq, legs: hq.legs.slice(0, 1) }, ...others];
    const run = await runTests(fakeProber(), planTests(sampleInput({ sites, dualSites: ['HQ'] })), {
      id: 't',
    });
    expect([run.verdict, of(run, 'failover:HQ').reason]).toEqual([
      'inconclusive',
      'two accesses were ordered, and 1 of them can be tested from HQ',
    ]);
  });

  test('that may not load or interrupt the service leaves such cases out, and says so', async () => {
    const prober = fakeProber();
    const run = await runTests(prober, plan, { id: 't', permit: 'harmless' });
    expect(run.verdict).toBe('passed');
    expect(prober.asked.some(({ test }) => test.rateKbps !== undefined)).toBe(false);
    const out = new Set(run.measures.filter(({ status }) => status === 'notRun').map(({ metric }) => metric));
    expect([...out].sort()).toEqual(['failover', 'lossPercent', 'throughputPercent']);
    expect(of(run, 'lossPercent:HQ:LDS:voice').reason).toBe('it loads the service, which was not authorised');
  });

  test('holds a class to what was promised for it, else to what was promised for the service', () => {
    const input = sampleInput();
    const promised = planTests({
      ...input,
      requirement: {
        topology: 'anyToAny',
        serviceLevel: { maximumRttUs: 20_000, maximumLossPercent: 0.5, maximumJitterUs: 3_000 },
      },
      classes: [
        { name: 'voice', dscp: [46], sharePercent: 20, serviceLevel: { maximumLossPercent: 0.01 } },
        { name: 'default', dscp: [0], sharePercent: 80 },
      ],
    });
    const threshold = (id: string) => promised.cases.find((one) => one.id === id)?.expectation.threshold;
    expect(threshold('lossPercent:HQ:LDS:voice')).toBe(0.01);
    expect(threshold('lossPercent:HQ:LDS:default')).toBe(0.5);
    expect(threshold('jitterUs:HQ:LDS:voice')).toBe(3_000);
    expect(threshold('roundTripUs:HQ:LDS')).toBe(20_000);
  });

  test('with a fail-over that is required and cannot be tried leaves the verdict open', async () => {
    const input = sampleInput();
    const required = planTests({ ...input, policy: { ...input.policy, failoverRequired: true } });
    expect((await runTests(fakeProber(), required, { id: 't' })).verdict).toBe('inconclusive');
  });
});
