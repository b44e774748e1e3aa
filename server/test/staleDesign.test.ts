import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, eventually, internetOrder } from './demo.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const designs = '/turnup/v1/serviceDesign';

describe('designs that stand on the same resource, or on one that fails', () => {
  let system: TestSystem;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);
  const read = async (id: string) => (await as('readOnly', 'GET', `${designs}/${id}`)).body;
  const legOf = (design: {
    alternatives: { id: string; sites: { legs: Leg[] }[] }[];
    chosenAlternative: string;
  }) => design.alternatives.find(({ id }) => id === design.chosenAlternative)?.sites[0]?.legs[0] as Leg;
  type Leg = { node: string; port: string; link?: string };

  async function designFor(site: string, customer: string, bandwidthKbps = 100_000) {
    const { serviceOrderItem, relatedParty } = internetOrder(site, customer, {
      cpe: 'customerOwned',
      bandwidthKbps,
    });
    const asked = await as('sales', 'POST', questions, {
      relatedParty,
      serviceQualificationItem: [{ id: '1', service: serviceOrderItem[0]?.service }],
    });
    expect(asked.status, JSON.stringify(asked.body)).toBeLessThan(300);
    const list = (await as('readOnly', 'GET', designs)).body;
    return read(list.find((one: { openedFor: { id: string } }) => one.openedFor.id === asked.body.id).id);
  }

  const order = (site: string, customer: string, externalId: string) => {
    const { requestedCompletionDate: _, ...body } = internetOrder(site, customer, { cpe: 'customerOwned' });
    return as('orderStaff', 'POST', orders, { ...body, externalId });
  };

  const events = async (id: string) =>
    (
      await system.database.sql<{ codes: string }>`
        select body::text as codes from event where aggregate_id = ${id} and body::text like '%RESOURCE_%'`
    ).length;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  it('a fibre that is not what it was: designs on it are told; the same record loaded again tells nobody', async () => {
    const design = await designFor('ALDER-MAN', 'ALDER', 80_000);
    const { link } = legOf(design);
    const { body } = await as('readOnly', 'GET', '/turnup/v1/topology');
    const record = body.links.find(({ name }: { name: string }) => name === link);
    const load = (records: unknown[]) =>
      as('administrator', 'POST', '/turnup/v1/referenceData', { kind: 'link', records });
    expect((await load([record])).body).toMatchObject({ unchanged: 1 });
    expect((await read(design.id)).openGates).toEqual([]);
    expect((await load([{ ...record, latencyUs: record.latencyUs + 1 }])).body).toMatchObject({ changed: 1 });
    expect((await read(design.id)).openGates).toEqual([
      expect.objectContaining({ code: 'RESOURCE_CHANGED', parameters: { kind: 'link', resource: link } }),
    ]);
  }, 60_000);

  it('two count on the last port: one gets it, the other is told once and re-planned elsewhere', async () => {
    const [first, second] = [
      await designFor('ALDER-MAN', 'ALDER'),
      await designFor('ALDER-MAN', 'ALDER', 90_000),
    ];
    const { node, port } = legOf(first);
    expect(legOf(second)).toMatchObject({ node, port });
    const scope = `/turnup/v1/pool/port/scope/${node}`;
    const values = (await as('readOnly', 'GET', `${scope}?limit=1000`)).body.values as {
      value: string;
      state: string;
    }[];
    const others = values
      .filter(({ value, state }) => value !== port && state === 'free')
      .map(({ value }) => value);
    const gone = await as('administrator', 'POST', `${scope}/withdraw`, {
      values: others,
      reason: 'card failed',
    });
    expect(gone.body.withdrawn).toEqual(others);
    expect((await read(first.id)).openGates).toEqual([]);

    const placed = await order('ALDER-MAN', 'ALDER', 'ONE');
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const told = await read(second.id);
    expect(told.openGates).toEqual([
      expect.objectContaining({
        code: 'RESOURCE_TAKEN',
        message: expect.stringContaining(`Port ${node}/${port} is taken by serviceOrder ${placed.body.id}`),
        parameters: { kind: 'port', resource: `${node}/${port}` },
      }),
    ]);
    expect(await events(second.id)).toBe(1);
    expect((await read(first.id)).openGates).toEqual([]);

    const again = await as('solutionEngineer', 'POST', `${designs}/${second.id}/recompose`, {});
    expect(again.status, JSON.stringify(again.body)).toBe(200);
    expect(again.body).toMatchObject({ version: 2, openGates: [] });
    expect(legOf(again.body)).not.toMatchObject({ node, port });
  }, 60_000);

  it('an edit of the plan and its undo leave what was lost lost; the order is built on another port', async () => {
    const design = await designFor('ALDER-NCL', 'ALDER', 70_000);
    const { node, port } = legOf(design);
    await as('administrator', 'POST', `/turnup/v1/pool/port/scope/${node}/withdraw`, {
      values: [port],
      reason: 'laser failed',
    });
    const lost = [
      expect.objectContaining({
        code: 'RESOURCE_LOST',
        parameters: { kind: 'port', resource: `${node}/${port}` },
      }),
    ];
    expect((await read(design.id)).openGates).toEqual(lost);
    const [alternative] = design.alternatives;
    const activity = alternative.plan.activities.find(
      ({ durationWorkingDays: days }: { durationWorkingDays: number }) => days > 0,
    );
    const edited = await as('solutionEngineer', 'POST', `${designs}/${design.id}/planEdit`, {
      reason: 'a day more',
      changes: [
        {
          change: 'set',
          activity: activity.key,
          durationWorkingDays: activity.durationWorkingDays + 1,
        },
      ],
    });
    expect(edited.status, JSON.stringify(edited.body)).toBe(200);
    expect(edited.body).toMatchObject({ version: 2, openGates: lost });
    expect(legOf(edited.body)).toMatchObject({ node, port });
    await as('solutionEngineer', 'POST', `${designs}/${design.id}/submit`);
    const refused = await as('designAuthority', 'POST', `${designs}/${design.id}/approve`, {});
    expect([refused.status, refused.body.code]).toEqual([409, 'DESIGN_GATE_OPEN']);
    const undone = await as('solutionEngineer', 'POST', `${designs}/${design.id}/planEdit/undo`, {
      reason: 'not a day more',
    });
    expect(undone.body).toMatchObject({ version: 3, openGates: lost });

    const { requestedCompletionDate: _, ...body } = internetOrder('ALDER-NCL', 'ALDER', {
      cpe: 'customerOwned',
      bandwidthKbps: 70_000,
    });
    const placed = await as('orderStaff', 'POST', orders, { ...body, externalId: 'SEVENTY' });
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const committed = await read(design.id);
    expect(committed).toMatchObject({ mode: 'committed', openGates: [] });
    const other = legOf(committed);
    expect(`${other.node}/${other.port}`).not.toBe(`${node}/${port}`);
  }, 60_000);

  it('a building with a new common risk and equipment with another price are told, a new name of either is not', async () => {
    const { status, body: opened } = await as('solutionEngineer', 'POST', designs, {
      requirement: {
        serviceSpecification: 'INTERNET',
        customer: 'ALDER',
        topology: 'internet',
        sites: [{ site: 'ALDER-BRS', bandwidthKbps: 60_000, access: 'single', cpe: 'managed' }],
      },
    });
    expect(status, JSON.stringify(opened)).toBe(201);
    const { id } = opened;
    const { sites, cpe } = (await read(id)).alternatives[0];
    const pop = sites[0].legs[0].pointOfPresence;
    const load = async (kind: string, records: unknown[]) => {
      const loaded = await as('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
      expect(loaded.body, JSON.stringify(loaded.body)).toMatchObject({ changed: records.length });
    };
    const gates = async () =>
      (await read(id)).openGates.map(
        ({ code, parameters }: { code: string; parameters: { kind: string; resource: string } }) =>
          `${code} ${parameters.kind} ${parameters.resource}`,
      );
    const recordOf = (kind: string, code: string) =>
      demoDataSets()
        .flatMap((set) => (set.kind === kind ? (set.records as readonly { code: string }[]) : []))
        .find((record) => record.code === code) as never as { sharedRisks: string[]; priceMinor: number };
    const place = recordOf('place', pop);
    const model = recordOf('cpeModel', cpe[0].model);
    await load('place', [{ ...place, name: 'Another name' }]);
    await load('cpeModel', [{ ...model, name: 'Another name' }]);
    expect(await gates()).toEqual([]);

    const added = await as('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'sharedRisk',
      records: [
        { code: 'FEED-7', kind: 'power', name: 'One power feed for two halls', availability: 0.9999 },
      ],
    });
    expect(added.status, JSON.stringify(added.body)).toBe(200);
    await load('place', [{ ...place, sharedRisks: [...place.sharedRisks, 'FEED-7'] }]);
    expect(await gates()).toEqual([`RESOURCE_CHANGED place ${pop}`]);
    await load('cpeModel', [{ ...model, priceMinor: model.priceMinor + 1_234 }]);
    expect(await gates()).toEqual([
      `RESOURCE_CHANGED place ${pop}`,
      `RESOURCE_CHANGED cpeModel ${cpe[0].model}`,
    ]);

    const again = await as('solutionEngineer', 'POST', `${designs}/${id}/recompose`, {});
    expect(again.body.openGates, JSON.stringify(again.body.openGates)).toEqual([]);
    await load('sharedRisk', [
      { code: 'FEED-7', kind: 'power', name: 'One power feed for two halls', availability: 0.999 },
    ]);
    expect(await gates()).toEqual(['RESOURCE_CHANGED sharedRisk FEED-7']);
  }, 60_000);

  it('a port that fails after approval: told at once, no order is issued, until it is composed and approved anew', async () => {
    const placed = await order('ALDER-NCL', 'ALDER', 'TWO');
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const [summary] = (await as('readOnly', 'GET', designs)).body.filter(
      (one: { openedFor: { id: string } }) => one.openedFor.id === placed.body.id,
    );
    const { node, port } = legOf(await read(summary.id));
    const open = async (kind: string) =>
      (
        await as(
          'provisioning',
          'GET',
          `/tmf-api/workOrder/v4/workOrder?state=acknowledged,assigned&limit=1000`,
        )
      ).body.filter(
        (work: { kind: string; subject: { design?: string } }) =>
          work.kind === kind && work.subject.design === summary.id,
      )[0];
    const people = new People(system);
    const leave = new Set(['design', 'approve']);
    await people.until('the design to be asked for', () => open('design'), { leave });
    await as('solutionEngineer', 'POST', `${designs}/${summary.id}/submit`);
    const tasks = async () =>
      (await as('readOnly', 'GET', `/turnup/v1/serviceOrder/${placed.body.id}/plan`)).body.tasks;
    const issue = (await tasks()).find((task: { kind: string }) => task.kind === 'order.issue@1');
    const paused = await as('provisioning', 'POST', `/turnup/v1/task/${issue.id}/pause`, { reason: 'wait' });
    expect(paused.status, JSON.stringify(paused.body)).toBeLessThan(300);
    await people.until('the approval to be asked for', () => open('approve'), { leave });
    const approved = await as('designAuthority', 'POST', `${designs}/${summary.id}/approve`, {});
    expect(approved.body).toMatchObject({ state: 'approved', openGates: [] });

    await as('administrator', 'POST', `/turnup/v1/pool/port/scope/${node}/withdraw`, {
      values: [port],
      reason: 'laser failed',
    });
    const told = await read(summary.id);
    expect(told.state).toBe('approved');
    expect(told.openGates.map((gate: { code: string }) => gate.code)).toEqual(['RESOURCE_LOST']);
    await as('provisioning', 'POST', `/turnup/v1/task/${issue.id}/resume`, {});
    const refused = await eventually('the refusal', async () => {
      const task = (await tasks()).find((one: { id: string }) => one.id === issue.id);
      return task.state === 'fallout' ? task : undefined;
    });
    expect(refused.error).toMatchObject({
      code: 'DESIGN_STALE',
      message: expect.stringContaining(`Port ${node}/${port} is withdrawn`),
    });

    const again = await as('solutionEngineer', 'POST', `${designs}/${summary.id}/recompose`, {});
    expect(again.status, JSON.stringify(again.body)).toBe(200);
    const other = legOf(again.body);
    expect(`${other.node}/${other.port}`).not.toBe(`${node}/${port}`);
    await as('solutionEngineer', 'POST', `${designs}/${summary.id}/submit`);
    await as('designAuthority', 'POST', `${designs}/${summary.id}/approve`, {});
    await as('provisioning', 'POST', `/turnup/v1/task/${issue.id}/retry`, {});
    await eventually('the issue', async () => {
      const task = (await tasks()).find((one: { id: string }) => one.id === issue.id);
      return task.state === 'completed' ? task : undefined;
    });
    const { body: kept } = await as('readOnly', 'GET', `/turnup/v1/reservation?ownerId=${placed.body.id}`);
    expect(JSON.stringify(kept)).toContain(`"${other.port}"`);
  }, 60_000);

  it('a port that was withdrawn while another alternative was chosen is told when it is chosen', async () => {
    const { status, body: opened } = await as('solutionEngineer', 'POST', designs, {
      requirement: {
        serviceSpecification: 'INTERNET',
        customer: 'MERIDIAN',
        topology: 'internet',
        sites: [{ site: 'MERIDIAN-HQ', bandwidthKbps: 45_000, access: 'single', cpe: 'customerOwned' }],
      },
    });
    expect(status, JSON.stringify(opened)).toBe(201);
    const portOf = (alternative: { sites: { legs: Leg[] }[] }) => {
      const { node = '', port = '' } = alternative.sites[0]?.legs[0] ?? {};
      return `${node}/${port}`;
    };
    const [first, ...rest] = opened.alternatives;
    const other = rest.find((one: { sites: { legs: Leg[] }[] }) => portOf(one) !== portOf(first));
    const choose = async (alternative: string) =>
      (await as('solutionEngineer', 'POST', `${designs}/${opened.id}/choose`, { alternative })).body
        .openGates;
    expect(await choose(other.id)).toEqual([]);
    const { node, port } = first.sites[0].legs[0];
    await as('administrator', 'POST', `/turnup/v1/pool/port/scope/${node}/withdraw`, {
      values: [port],
      reason: 'card pulled',
    });
    expect((await read(opened.id)).openGates).toEqual([]);
    expect(await choose(first.id)).toEqual([
      expect.objectContaining({
        code: 'RESOURCE_LOST',
        parameters: { kind: 'port', resource: `${node}/${port}` },
      }),
    ]);
    expect(await choose(other.id)).toEqual([]);
  }, 60_000);

  it('a port that is withdrawn before a standard item is issued: nothing is issued on it, planned anew it is', async () => {
    const issuing = { scope: 'taskKind', reference: 'order.issue@1', reason: 'wait' };
    const paused = await as('noc', 'POST', '/turnup/v1/pause', issuing);
    expect(paused.status, JSON.stringify(paused.body)).toBeLessThan(300);
    const { requestedCompletionDate: _, ...body } = internetOrder('ALDER-NCL', 'ALDER', {
      bandwidthKbps: 50_000,
    });
    const placed = await as('orderStaff', 'POST', orders, { ...body, externalId: 'STANDARD' });
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const portOf = async (): Promise<{ scope: string; value: string }> => {
      const { body: kept } = await as('readOnly', 'GET', `/turnup/v1/reservation?ownerId=${placed.body.id}`);
      const lines = kept.flatMap((one: { lines: { pool: string }[] }) => one.lines);
      const line = lines.findLast(({ pool }: { pool: string }) => pool === 'port');
      return { scope: line.scope, value: line.values[0] };
    };
    const before = await portOf();
    await as('administrator', 'POST', `/turnup/v1/pool/port/scope/${before.scope}/withdraw`, {
      values: [before.value],
      reason: 'laser failed',
    });
    const ended = await as('noc', 'POST', '/turnup/v1/pause/end', issuing);
    expect(ended.status, JSON.stringify(ended.body)).toBeLessThan(300);
    const people = new People(system);
    await people.hire();
    const issueTask = async () =>
      (await as('readOnly', 'GET', `/turnup/v1/serviceOrder/${placed.body.id}/plan`)).body.tasks.find(
        ({ kind }: { kind: string }) => kind === 'order.issue@1',
      );
    const refused = await people.until('the refusal', async () => {
      const task = await issueTask();
      return task.state === 'fallout' ? task : undefined;
    });
    expect(refused.error).toMatchObject({
      code: 'RESOURCE_LOST',
      message: expect.stringContaining(`${before.scope}/${before.value} failed or was withdrawn`),
    });
    const repaired = await as('noc', 'POST', '/turnup/v1/fallout/repair', {
      action: 'replan',
      reason: 'the port is gone',
      tasks: [refused.id],
    });
    expect(repaired.status, JSON.stringify(repaired.body)).toBe(200);
    await people.until('the issue', async () => {
      const task = await issueTask();
      return task.state === 'completed' ? task : undefined;
    });
    expect(await portOf()).not.toEqual(before);
  }, 90_000);
});
