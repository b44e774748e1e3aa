import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const designs = '/turnup/v1/serviceDesign';

const characteristics = {
  topology: 'anyToAny',
  sites: [
    {
      site: 'MERIDIAN-HQ',
      bandwidthKbps: 1_000_000,
      access: 'dual',
      diversity: ['link', 'node', 'pop', 'card', 'duct', 'entry', 'power'],
      cpe: 'managed',
      availabilityPercent: 99.95,
      cpeFunctions: ['ipsec'],
      lanPrefixes: ['10.10.0.0/22'],
    },
    {
      site: 'MERIDIAN-LDS',
      bandwidthKbps: 500_000,
      access: 'single',
      cpe: 'managed',
      lanPrefixes: ['10.20.0.0/24'],
    },
    {
      site: 'MERIDIAN-ABZ',
      bandwidthKbps: 100_000,
      access: 'single',
      cpe: 'managed',
      lanPrefixes: ['10.30.0.0/24'],
    },
  ],
  latencyBounds: [{ from: 'MERIDIAN-HQ', to: 'MERIDIAN-ABZ', maximumRttUs: 18_000 }],
  classesOfService: [
    { name: 'voice', dscp: [46], sharePercent: 20 },
    { name: 'business', dscp: [26], sharePercent: 50 },
    { name: 'default', dscp: [0], sharePercent: 30 },
  ],
  commercial: {
    currency: 'GBP',
    termMonths: 36,
    oneOffChargeMinor: 1_200_000,
    monthlyChargeMinor: 345_000,
    budgetMinor: 4_500_000,
    budgetTolerancePercent: 2,
  },
};

describe('the solution design document', () => {
  let system: TestSystem;
  // biome-ignore lint/suspicious/noExplicitAny: the design is read as the API tells it.
  let design: any;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);

  beforeAll(async () => {
    system = await testSystem({ now: '2027-03-01T09:00:00.000Z' });
    await loadDemo(system);
    const placed = await as('orderStaff', 'POST', orders, {
      externalId: 'DOC-1',
      requestedCompletionDate: '2027-05-07T12:00:00Z',
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      serviceOrderItem: [
        {
          id: '1',
          action: 'add',
          service: {
            serviceSpecification: { id: 'L3VPN' },
            serviceCharacteristic: Object.entries(characteristics).map(([name, value]) => ({ name, value })),
          },
        },
      ],
    });
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const list = (await as('readOnly', 'GET', designs)).body;
    const { id } = list.find((one: { openedFor: { id: string } }) => one.openedFor.id === placed.body.id);
    design = (await as('readOnly', 'GET', `${designs}/${id}`)).body;
  }, 60_000);

  const get = (query: string) => as('readOnly', 'GET', `${designs}/${design.id}/document${query}`);
  const textOf = (html: string): string =>
    html
      .slice(html.indexOf('<body>'))
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .replaceAll('&amp;', '&');

  it('in HTML: every section, and the numbers of the design', async () => {
    const answer = await get('');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/html');
    const html: string = answer.body;
    if (process.env['KEEP']) writeFileSync(`${process.env['KEEP']}/design.html`, html);
    const chapters = [...html.matchAll(/<section id="chapter-\d+"[^>]*><h2><span>\d+<\/span>([^<]+)/g)].map(
      (found) => found[1],
    );
    expect(chapters).toEqual([
      'Summary',
      'What is asked for',
      'Compliance',
      'The solution at a glance',
      'Site sheets',
      'Paths and the proof of diversity',
      'Resources and parameters',
      'Bill of materials',
      'Money',
      'Implementation plan',
      'Risks',
      'Tests and acceptance',
      'Operations',
      'What was left, and who decided',
    ]);
    const text = textOf(html);
    const [chosen] = design.alternatives.filter(({ id }: { id: string }) => id === design.chosenAlternative);
    const money = (minor: number) => (minor / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 });
    expect(text).toContain(`${design.number}, version 1`);
    expect(text).toContain('5 May 2027');
    expect(text).toContain(money(chosen.capexMinor));
    expect(text).toContain(money(chosen.business.npvMinor));
    for (const line of [...chosen.compliance, ...chosen.billOfMaterials])
      expect(text).toContain(line.requirement ?? line.description);
    for (const activity of chosen.plan.activities) expect(text).toContain(activity.name);
    for (const risk of chosen.risks) expect(text).toContain(risk.text);
    for (const route of chosen.routes) expect(text).toContain(route.core.nodes.join(' → '));
    for (const { runbook } of design.operationalMethod) expect(text).toContain(runbook);
    expect(html.match(/<svg /g)).toHaveLength(3);
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|undefined|NaN/);
  });

  it('in PDF from the same model, with pages and a table of contents', async () => {
    const token = (
      await as('', 'POST', '/turnup/v1/session', {
        tenant: 'operator',
        account: 'readOnly',
        password: 'readOnly-demo',
      })
    ).body.token;
    const response = await fetch(`${system.url}${designs}/${design.id}/document?format=pdf`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toBe(`inline; filename="${design.number}-v1.pdf"`);
    const pdf = Buffer.from(await response.arrayBuffer());
    if (process.env['KEEP']) writeFileSync(`${process.env['KEEP']}/design.pdf`, pdf);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(12);
    expect(pdf.length).toBeGreaterThan(40_000);
  });

  it('of another alternative and version; what there is not is refused', async () => {
    const other = design.alternatives.find(({ id }: { id: string }) => id !== design.chosenAlternative);
    expect(textOf((await get(`?alternative=${other.id}`)).body)).toContain(other.sites.at(-1).legs[0].node);
    expect((await get('?alternative=alt-none')).status).toBe(404);
    expect((await get('?version=9')).status).toBe(404);
    expect((await get('?format=docx')).body.code).toBe('INVALID_QUERY');
    expect((await as('readOnly', 'GET', `${designs}/none/document`)).status).toBe(404);
    expect((await as('field', 'GET', `${designs}/${design.id}/document`)).status).toBe(403);
  });
});
