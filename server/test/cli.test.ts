import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const program = resolve(import.meta.dirname, '../../cli/turnup.js');

describe('the command line on a real server', () => {
  let system: TestSystem;
  let folder = '';
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    folder = await mkdtemp(join(tmpdir(), 'turnup-cli-'));
    for (const account of ['sales', 'administrator', 'orderStaff', 'noc', 'designAuthority']) {
      const session = { account, password: `${account}-demo` };
      tokens.set(account, (await system.call('', 'POST', '/turnup/v1/session', session)).body.token);
    }
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const turnup = (account: string, ...words: string[]) => {
    const env = {
      ...process.env,
      TURNUP_SERVER: system.url,
      TURNUP_TOKEN: tokens.get(account),
      TURNUP_SESSION: join(folder, 'none.json'),
    };
    return new Promise<{ status: number; out: string; err: string }>((done) => {
      execFile(process.execPath, [program, ...words], { env }, (error, out, err) => {
        done({ status: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });
  };
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };

  it('reserves, shows, extends, confirms, and says why not', async () => {
    const request = {
      id: 'Q-1',
      owner: { kind: 'quote', id: 'Q-1' },
      reason: 'quote',
      holdMinutes: 60,
      lines: [{ key: 'vlan', shape: 'values', pool: 'VLAN', scope: 'PE-LDS/ge-0/0/0', value: '300' }],
    };
    const path = await file('request.json', JSON.stringify(request));
    expect((await turnup('sales', 'reserve', 'create', path, '--check')).out).toBe(
      'can be met now\n  vlan: VLAN PE-LDS/ge-0/0/0: 300 (reserved)\n',
    );
    expect((await turnup('sales', 'reserve', 'create', path)).out).toBe(
      'Q-1 reserved, until 2027-02-15T10:00:00.000Z\n  vlan: VLAN PE-LDS/ge-0/0/0: 300 (reserved)\n',
    );
    const other = await file(
      'other.json',
      JSON.stringify({ ...request, id: 'Q-2', owner: { kind: 'quote', id: 'Q-2' } }),
    );
    const refused = await turnup('sales', 'reserve', 'create', other);
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/^turnup: VALUE_TAKEN: vlan: 300 of VLAN on PE-LDS\/ge-0\/0\/0 is taken/);
    const extended = await turnup(
      'sales',
      'reserve',
      'extend',
      'Q-1',
      '--owner',
      'quote:Q-1',
      '--minutes',
      '90',
    );
    expect(extended.out).toContain('until 2027-02-15T10:30:00.000Z');
    expect((await turnup('sales', 'reserve', 'confirm', 'Q-1', '--owner', 'Q-1')).out).toContain(
      'Q-1 confirmed\n',
    );
    expect((await turnup('sales', 'reserve', 'list', '--owner', 'quote:Q-1')).out).toContain(
      'VLAN PE-LDS/ge-0/0/0: 300',
    );
    const scope = await turnup('sales', 'pool', 'show', 'VLAN', 'PE-LDS/ge-0/0/0');
    expect(scope.out).toMatch(/300\s+reserved\s+quote Q-1/);
    expect((await turnup('sales', 'pool', 'list', '--pool', 'VLAN')).out).toMatch(
      /VLAN\s+PE-LDS\/ge-0\/0\/0\s+3900\s+3897\s+1\s+0\s+0\s+2/,
    );
    expect((await turnup('sales', 'pool', 'utilisation', 'LINK')).out).toContain('at this rate');
    expect(
      (await turnup('sales', 'pool', 'withdraw', 'VLAN', 'PE-LDS/ge-0/0/0', '400', '--reason', 'x')).err,
    ).toContain('NOT_PERMITTED');
  }, 60_000);

  it('exports, previews and imports', async () => {
    const out = join(folder, 'devices.csv');
    expect(
      (await turnup('administrator', 'inventory', 'export', 'netbox', 'devices', '--out', out)).status,
    ).toBe(0);
    const before = await readFile(out, 'utf8');
    expect(before).toMatch(/^name,role,manufacturer,device_type,status,site,primary_ip4\r\nCR-/);
    await writeFile(out, before.replace(/,PX-10,/g, ',PX-11,'));
    const preview = await turnup('administrator', 'inventory', 'import', out, '--preview');
    expect(preview.out).toContain('networkNode PE-LDS: model "PX-10" → "PX-11"'.replaceAll('"', ''));
    expect((await turnup('administrator', 'inventory', 'import', out)).out).toMatch(/^Imported:/);
    expect((await turnup('administrator', 'inventory', 'import', out, '--preview')).out).not.toContain('→');
    expect((await turnup('administrator', 'inventory', 'mismatch')).out).toBe('records and devices agree\n');
    expect((await turnup('administrator', 'inventory', 'list')).out).toMatch(/^number\s+name/);
  }, 60_000);

  it('asks about every site of a table, and answers every line', async () => {
    const sites = await file('sites.csv', 'site,bandwidth\nALDER-MAN,200\nALDER-BHM,fast\nALDER-BRS,50\n');
    const words = ['feasibility', 'bulk', sites, '--service', 'INTERNET', '--customer', 'ALDER'];
    const { status, out } = await turnup('sales', ...words, '--date', '2027-08-31', '--json');
    // One line is no site: the others are answered all the same, and the status says so.
    expect(status).toBe(1);
    const { question, rows } = JSON.parse(out);
    expect(rows).toMatchObject([
      { line: 2, site: 'ALDER-MAN', result: 'qualified', confidence: expect.any(String) },
      { line: 3, result: 'notAsked', reason: '“fast” is no rate: write Mbit/s, or 1G, 500M' },
      { line: 4, site: 'ALDER-BRS', result: 'qualified', earliest: expect.stringMatching(/^2027-/) },
    ]);
    expect((await turnup('sales', 'feasibility', 'list')).out).toContain(question);
    const shown = await turnup('sales', 'feasibility', 'show', question);
    expect(shown.out).toMatch(/ALDER-MAN: \d+ ways?\n {4}onNet PE-MAN: [\d,.]+ once, [\d,.]+ a month, green/);
    const none = await turnup('sales', ...words.with(2, await file('none.csv', 'site\n')));
    expect(none).toMatchObject({ status: 1, out: '' });
    expect(none.err).toMatch(/has no line\n$/);
  }, 60_000);

  it('asks one question, has what is scarce kept, and tells what would work instead with price and date', async () => {
    const { relatedParty, serviceOrderItem } = internetOrder('ALDER-MAN', 'ALDER');
    const question = await file(
      'question.json',
      JSON.stringify({
        relatedParty,
        serviceQualificationItem: [
          {
            id: '1',
            expectedServiceAvailabilityDate: '2027-02-17T12:00:00Z',
            service: serviceOrderItem[0]?.service,
          },
        ],
      }),
    );
    const { status, out, err } = await turnup('sales', 'feasibility', 'check', question, '--reserve');
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(
      /instead: As asked, complete on (2027-\d\d-\d\d); [\d,.]+ once, [\d,.]+ a month, in service on \1\n/,
    );
    expect(out).toMatch(/\n {2}reservation [0-9a-f-]{36}\n/);
  }, 60_000);

  it('simulates an order, issues it, prices its cancellation, and cancels it', async () => {
    const order = await file('order.json', JSON.stringify(internetOrder('ALDER-MAN', 'ALDER')));
    const simulated = await turnup('orderStaff', 'order', 'simulate', order);
    expect(simulated.out).toMatch(/^it would be acknowledged, committed to 2027-/);
    expect(simulated.out).toContain('Customer accepts');
    const dryRun = await turnup('orderStaff', 'network', 'dry-run', order);
    expect(dryRun.out).toMatch(/^# item 1, .*PE-MAN|# item 1, PE-MAN/m);
    expect(dryRun.out).toContain('# takes it back');
    expect((await turnup('orderStaff', 'order', 'list')).out).not.toContain('SO-');
    const number = (await turnup('orderStaff', 'order', 'submit', order)).out.match(/SO-\d+/)?.[0] ?? '';
    const assessed = await turnup('orderStaff', 'order', 'cancel', number, '--assess');
    expect(assessed.out).toMatch(/^it costs nothing\n/);
    expect((await turnup('orderStaff', 'order', 'show', number)).out).not.toContain('ancel');
    const cancelled = await turnup('orderStaff', 'order', 'cancel', number, '--reason', 'moved');
    expect(cancelled.out).toMatch(new RegExp(`^${number}: (inProgress|done)`));
    expect((await turnup('orderStaff', 'order', 'cancel', number)).status).toBe(1);
  }, 60_000);

  it('tells fallout, stalled orders and drift, and what a repair lacks', async () => {
    expect((await turnup('noc', 'fallout', 'list')).out).toBe('nothing fell out\n');
    expect((await turnup('noc', 'fallout', 'groups')).out).toBe('nothing fell out\n');
    expect((await turnup('noc', 'fallout', 'stalled')).out).toBe('every order moves\n');
    expect((await turnup('noc', 'fallout', 'repair', 'mend', 'x')).err).toBe(
      'turnup: mend is no repair: there are retry, correct, skip, replan, undo\n',
    );
    expect((await turnup('noc', 'fallout', 'repair', 'retry')).err).toBe('turnup: name tasks, or --code\n');
    expect((await turnup('noc', 'fallout', 'repair', 'skip', 'x')).err).toMatch(/^turnup: REASON_REQUIRED/);
    const repaired = await turnup('noc', 'fallout', 'repair', 'retry', 'x', '--json');
    expect(repaired.status).toBe(1);
    expect(JSON.parse(repaired.out)).toMatchObject([{ task: 'x', outcome: 'refused' }]);
    expect((await turnup('noc', 'network', 'devices')).out).toBe('no device is known\n');
    const drift = await turnup('noc', 'network', 'drift', 'PE-XYZ');
    expect(drift).toMatchObject({ status: 1, err: '' });
    expect(drift.out).toMatch(/^PE-XYZ: NOT_FOUND/);
  }, 60_000);

  it('remarks on designs', async () => {
    const special = internetOrder('ALDER-MAN', 'ALDER', { cpe: 'customerOwned', availabilityPercent: 99.5 });
    const order = await file('special.json', JSON.stringify({ ...special, externalId: 'CRM-2' }));
    await turnup('orderStaff', 'order', 'submit', order);
    const number = (await turnup('sales', 'design', 'list')).out.match(/DS-\d+/)?.[0] ?? '';
    expect((await turnup('sales', 'design', 'comments', number)).out).toBe('nobody has remarked anything\n');
    const words = ['design', 'comment', number, 'too dear', '--part', 'business'];
    expect((await turnup('designAuthority', ...words)).out).toMatch(/designAuthority +1 +business +too dear/);
    const told = (await turnup('sales', 'design', 'comments', number)).out;
    expect(told).toContain('too dear');
    const comment = /[0-9a-f-]{36}/.exec(told)?.[0] ?? '';
    const dealt = await turnup('designAuthority', 'design', 'settle', number, comment);
    expect(dealt.out).toMatch(/business +designAuthority +too dear/);
    const again = await turnup('designAuthority', 'design', 'reopen', number, comment);
    expect(again.out).toMatch(/business +too dear/);
  }, 60_000);

  it('asks what can be had at sites, and shows it again', async () => {
    const sites = ['ALDER-MAN', 'ALDER-NCL'].map((site) => ({
      site,
      bandwidthKbps: 70_000,
      access: 'single',
      cpe: 'managed',
    }));
    const query = await file(
      'query.json',
      JSON.stringify({
        relatedParty: [{ id: 'ALDER', role: 'customer' }],
        searchCriteria: {
          service: {
            serviceSpecification: { id: 'L3VPN' },
            serviceCharacteristic: [
              { name: 'topology', value: 'anyToAny' },
              { name: 'sites', value: sites },
            ],
          },
        },
      }),
    );
    const asked = await turnup('sales', 'feasibility', 'query', query);
    expect(asked.err).toBe('');
    expect(asked.out).toMatch(/ done\nsite ALDER-MAN: qualified\n {2}ALDER-MAN: \d+ ways?\n/);
    expect(asked.out).toMatch(/round trip .+: [\d.]+ ms/);
    const number = asked.out.split(' ')[0] ?? '';
    expect((await turnup('sales', 'feasibility', 'queries')).out).toMatch(
      new RegExp(`${number} +done +ALDER +2 `),
    );
    expect((await turnup('sales', 'feasibility', 'show-query', number)).out).toBe(asked.out);
  }, 60_000);
});
