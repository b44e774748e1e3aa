import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const program = resolve(import.meta.dirname, '../../cli/turnup.js');

describe('pools, reservations and inventory from the command line', () => {
  let system: TestSystem;
  let folder = '';
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    system = await testSystem();
    await loadDemo(system);
    folder = await mkdtemp(join(tmpdir(), 'turnup-cli-'));
    for (const account of ['sales', 'administrator']) {
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
});
