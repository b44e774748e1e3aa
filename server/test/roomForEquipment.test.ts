import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, vpnOrder } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const referenceData = '/turnup/v1/referenceData';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('room and power for equipment', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  const placeOf = (code: string): Row =>
    demoDataSets()
      .filter(({ kind }) => kind === 'place')
      .flatMap(({ records }) => records as Row[])
      .find((place) => place.code === code);
  const load = async (kind: string, records: readonly object[]): Promise<void> => {
    const answer = await system.call('administrator', 'POST', referenceData, { kind, records });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };

  it('are held against what is recorded of the place, where something is recorded', async () => {
    const full = placeOf('ALDER-MAN');
    const { power: _, ...unseen } = placeOf('ALDER-NCL');
    await load('place', [{ ...full, power: { freeSockets: 0, freeRackUnits: 0 } }, unseen]);
    const body: Row = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER');
    body.serviceOrderItem[0].service.serviceCharacteristic.push({
      name: 'bespokeActions',
      value: [
        {
          code: 'ESCORT',
          description: 'An escort on site',
          owner: 'BUILD',
          durationWorkingDays: 1,
          costMinor: 1_00,
          before: ['TEST'],
        },
      ],
    });
    const placed = await system.call('orderStaff', 'POST', orders, {
      ...body,
      requestedCompletionDate: '2027-08-30T12:00:00Z',
    });
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const list = (await system.call('readOnly', 'GET', '/turnup/v1/serviceDesign')).body;
    const { id } = list.find((one: Row) => one.openedFor.id === placed.body.id);
    const design: Row = (await system.call('readOnly', 'GET', `/turnup/v1/serviceDesign/${id}`)).body;
    const [best] = design.alternatives;
    const room = (site: string) => best.compliance.find((line: Row) => line.id === `ROOM:${site}`);
    expect(room('ALDER-MAN')).toMatchObject({
      met: false,
      value: '0 sockets, 0 rack units',
      evidence: 'Recorded for the place',
    });
    expect(room('ALDER-NCL')).toMatchObject({ met: true, value: 'for the survey to find' });
    expect(best.compliant).toBe(false);
  });
});
