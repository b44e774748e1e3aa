import type { ServiceOrderCreate } from '@turnup/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refused } from '../src/api/client.ts';
import { leftText } from '../src/shared/dates.ts';
import { refusalText } from '../src/shared/useAction.ts';
import { type Browser, haveBrowser, openBrowser, signIn, violationsOf } from './browser.ts';
import { builtConsole } from './build.ts';
import { type FixtureServer, startFixtureServer } from './fixtures/server.ts';
import { facing } from './fixtures/services.ts';

const terms = [
  ['Currency', 'GBP'],
  ['Term, months', '24'],
  ['One-off charge', '0'],
  ['Monthly charge', '812.50'],
  ['Budget', '7000'],
  ['Tolerance of the budget, %', '4'],
] as const;

test('what is left is told in its two largest units', () => {
  expect([0, -1, 1, 9_000, 245_000, 11_520_000, 187_200_000].map(leftText)).toEqual([
    'over',
    'over',
    '1 s',
    '9 s',
    '4 min 05 s',
    '3 h 12 min',
    '2 d 4 h',
  ]);
});

test('a refusal tells each fault once, with its field where the message does not tell it', () => {
  const faults = [
    { path: '/serviceOrderItem/0/service/state', message: 'is designed' },
    { path: '/priority', message: 'is 7' },
  ];
  const body = {
    code: 'INVALID_ORDER',
    reason: '',
    message: 'is designed; say another',
    status: '400',
    faults,
  };
  expect(refusalText(new Refused(400, body))).toBe('is designed; say another · /priority is 7');
});

describe.skipIf(!haveBrowser())(
  'reservations, services and the network in a browser',
  { timeout: 30_000 },
  () => {
    let browser: Browser;
    let server: FixtureServer;
    beforeAll(async () => {
      server = await startFixtureServer(await builtConsole());
      browser = await openBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });
    const row = (owner: string) =>
      browser.page.getByRole('region', { name: 'Reservations' }).locator('tbody tr', { hasText: owner });
    const open = async (account: string, path: string): Promise<void> => {
      await browser.page.goto(server.url);
      await browser.page.evaluate(() => sessionStorage.clear());
      await signIn(browser.page, server.url, account);
      await browser.page.goto(`${server.url}${path}`);
    };

    test('those that end first stand first, each with its time left', async () => {
      await open('provisioning', '/reservations');
      await row('Q-4711').waitFor();
      const times = browser.page
        .getByRole('region', { name: 'Reservations' })
        .locator('tbody time.numbers[datetime]');
      const left = await times.evaluateAll((all) =>
        all.map((each) => each.textContent).filter((text) => /( h| d| s)/.test(text ?? '')),
      );
      expect(left.slice(0, 3)).toEqual(['12 min 05 s', '22 h 0 min', '20 d 22 h']);
    });

    test('a hold is made longer from where it ends, kept, and given back', async () => {
      const { page } = browser;
      await open('provisioning', '/reservations');
      await row('Q-4712').getByRole('button', { name: 'Extend…' }).click();
      await page.getByRole('menuitem', { name: 'by a day' }).click();
      await row('Q-4712').getByText('21 d 22 h').waitFor();
      await row('Q-4711').getByRole('button', { name: 'Confirm' }).click();
      await row('Q-4711').waitFor({ state: 'detached' });
      await row('SQ-12').getByRole('button', { name: 'Release' }).click();
      await row('SQ-12').waitFor({ state: 'detached' });
      expect(server.api.moves).toEqual([
        {
          move: 'h3 extend',
          body: { owner: { kind: 'quote', id: 'Q-4712' }, holdUntil: '2027-04-21T08:00:00.000Z' },
        },
        { move: 'h1 confirm', body: { owner: { kind: 'quote', id: 'Q-4711' } } },
        { move: 'h2 release', body: { owner: { kind: 'serviceQualification', id: 'SQ-12' } } },
      ]);
    });

    test('who may not move a reservation is told why, and nothing is sent', async () => {
      const before = server.api.moves.length;
      await open('readOnly', '/reservations');
      const release = row('Q-4712').getByRole('button', { name: 'Release' });
      expect(await release.getAttribute('aria-disabled')).toBe('true');
      await release.getByText('Your role lacks parameter.reserve.').waitFor({ state: 'attached' });
      await release.click({ force: true });
      expect(server.api.moves).toHaveLength(before);
    });

    test('a service is a tree of parts and resources; former ones keep their dates; history tells who and why', async () => {
      const { page } = browser;
      await open('provisioning', '/services');
      await page.getByRole('link', { name: 'SVC-000001' }).click();
      await page.getByRole('heading', { name: 'Service SVC-000001' }).waitFor();
      const access = page.getByRole('list', { name: 'What SVC-000002 stands on' }).getByRole('listitem');
      expect(await access.allTextContents()).toEqual([
        'port PE-LON-A/ge-0/0/7since 12 Mar 2027',
        'port PE-LON-A/ge-0/0/311 Mar 2027 to 12 Mar 2027',
      ]);
      await page
        .getByRole('link', { name: 'History' })
        .or(page.getByRole('tab', { name: 'History' }))
        .click();
      const versions = page.getByRole('region', { name: 'Versions' }).locator('tbody tr');
      await versions.first().waitFor();
      expect(await versions.count()).toBe(4);
      expect(await versions.first().textContent()).toContain('state: inactive → active');
      expect(new URL(page.url()).pathname).toBe(`/services/${facing}`);
      expect(browser.errors).toEqual([]);
    });

    test('what failed stands with what was ordered to restore it, by state in the address', async () => {
      const { page } = browser;
      await open('noc', '/network?tab=conditions');
      const rows = page.getByRole('region', { name: 'Conditions of the network' }).locator('tbody tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(4);
      await rows.filter({ hasText: 'PE-MAN--PE-EDI' }).getByText('OUT-00001 explains it').waitFor();
      await page.getByLabel('State', { exact: true }).selectOption({ label: 'Suspected' });
      await rows.filter({ hasText: 'PE-NCL' }).getByText('1 bad look so far').waitFor();
      await expect.poll(() => rows.count()).toBe(1);
      expect(new URL(page.url()).searchParams.get('state')).toBe('suspected');
      await page.getByRole('button', { name: 'It works again PE-LDS--PE-EDI' }).click();
      await page.getByText('every link and port can be planned over').waitFor();
      await page.goto(`${server.url}/network?tab=conditions`);
      await rows.first().getByRole('link', { name: 'Restoration' }).click();
      await page.getByText('PE-LDS--PE-NCL has 200 of 500 Mbit/s left').waitFor();
      await page.getByText('PE-LDS--PE-EDI → PE-LDS--PE-NCL, PE-NCL--PE-EDI').waitFor();
    });

    test('a device that drifted is reconciled, and what came of it is told', async () => {
      const { page } = browser;
      await open('noc', '/network/devices/PE-LDS');
      await page.getByText('Busy').waitFor();
      await page.getByRole('tab', { name: 'Intent' }).click();
      await page.getByRole('region', { name: 'Places that differ' }).getByText('1600').first().waitFor();
      await page.getByRole('button', { name: 'Reconcile…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Put back what is on record').check();
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('nobody should have changed it');
      await dialog.getByRole('button', { name: 'Reconcile' }).click();
      const outcome = page.getByRole('region', { name: 'Last request' });
      await outcome.getByText("/port[name='ge-0/0/0']/mtu").waitFor();
      expect(server.api.writes.at(-1)).toEqual({
        at: 'POST /turnup/v1/device/PE-LDS/reconcile',
        body: { action: 'putBack', reason: 'nobody should have changed it' },
      });
      expect(new URL(page.url()).searchParams.get('tab')).toBe('intent');
      await page.reload();
      await outcome.getByText('Done').waitFor();
    });

    test('what waits for a device is tried at once, or withdrawn with a reason', async () => {
      const { page } = browser;
      await open('noc', '/network?tab=queue');
      const blocked = page.getByRole('region', { name: 'Waiting changes' }).locator('tbody tr', {
        hasText: 'Refused by the device',
      });
      await blocked.getByRole('button', { name: 'Withdraw… from PE-NCL' }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByRole('button', { name: 'Withdraw' }).isDisabled()).toBe(true);
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('the device is scrapped');
      await dialog.getByRole('button', { name: 'Withdraw' }).click();
      await blocked.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Try now for PE-LDS' }).click();
      await page.getByText('PE-LDS is tried at once.').waitFor();
      expect(server.api.writes.slice(-2)).toEqual([
        { at: 'POST /turnup/v1/deviceQueue/q2/withdraw', body: { reason: 'the device is scrapped' } },
        { at: 'POST /turnup/v1/deviceQueue/q1/retry', body: undefined },
      ]);
    });

    test('devices go back to a label once it breaks nobody, or who would break keeps what he has', async () => {
      const { page } = browser;
      await open('noc', '/network/labels/before-migration');
      const back = page.getByRole('button', { name: /^Go back to before-migration/ });
      await page.getByText('Came later: it would lose what it has').waitFor();
      expect(await back.getAttribute('aria-disabled')).toBe('true');
      await back.getByText('It would break SVC-000002').waitFor({ state: 'attached' });
      await page.getByLabel('PE-LDS', { exact: true }).check();
      await page.getByText('Came later: it would lose what it has').waitFor({ state: 'detached' });
      expect(new URL(page.url()).searchParams.get('devices')).toBe('PE-LDS');
      await page.getByLabel('PE-LDS', { exact: true }).uncheck();
      await page.getByLabel('Services that would break by it keep what they have').check();
      await back.click();
      await page.getByRole('region', { name: 'Last request' }).getByText('PE-LDS, PE-NCL').waitFor();
      expect(server.api.writes.at(-1)).toEqual({
        at: 'POST /turnup/v1/configurationLabel/before-migration/rollback',
        body: { devices: ['PE-LDS', 'PE-NCL'], others: 'keep' },
      });
      await open('noc', '/network?tab=labels');
      await page.getByRole('button', { name: 'Label what devices have now…' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill('night-work');
      await page.getByRole('dialog').getByRole('button', { name: 'Label it' }).click();
      await page.getByRole('link', { name: 'night-work' }).waitFor();
      await page.getByRole('button', { name: 'Forget before-migration' }).click();
      await page.getByRole('link', { name: 'before-migration' }).waitFor({ state: 'detached' });
    });

    test('the sites of a live service are changed, and what that costs is told before', async () => {
      const { page } = browser;
      await open('orderStaff', `/services/${facing}`);
      await page.getByRole('button', { name: 'Change its sites…' }).click();
      await page.waitForURL(/\/change$/);
      const simulate = page.getByRole('button', { name: /^Simulate/ });
      await simulate.getByText('Nothing is changed yet.').waitFor({ state: 'attached' });
      await page.getByLabel('Bandwidth, Mbit/s').first().fill('200');
      await page.getByRole('button', { name: 'Remove MERIDIAN-ABZ' }).click();
      await simulate.click();
      await page.getByRole('heading', { name: 'What it would come to' }).waitFor();
      await page.getByText('Partners charge £5,400.00 for ending early.').waitFor();
      await page.getByRole('button', { name: 'Order the change' }).click();
      await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
      const kept = { access: 'single', cpe: 'managed' };
      expect(server.api.writes.at(-1)?.body).toEqual({
        relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
        serviceOrderItem: [
          {
            id: '1',
            action: 'modify',
            service: {
              id: facing,
              serviceCharacteristic: [
                {
                  name: 'sites',
                  value: [
                    { site: 'MERIDIAN-HQ', bandwidthKbps: 200_000, ...kept },
                    { site: 'MERIDIAN-LDS', bandwidthKbps: 100_000, ...kept },
                  ],
                },
              ],
            },
          },
        ],
      });
    });

    test('a site moves, an access is exchanged, traffic is stopped and let pass again, each by an order', async () => {
      const { page } = browser;
      const dialog = page.getByRole('dialog');
      /** Opens a dialog, fills it in, sees what it comes to, orders it, and answers the service of its item. */
      const order = async (button: string, fill: () => Promise<unknown>, verb: string): Promise<unknown> => {
        await open('orderStaff', `/services/${facing}`);
        await page.getByRole('button', { name: button }).click();
        await fill();
        await dialog.getByText(/ in 1 task, until .*30 Apr/).waitFor();
        await dialog.getByText('Partners charge £5,400.00 for ending early.').waitFor();
        for (const colorScheme of ['dark', 'light'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'contrast')).toEqual([]);
        }
        await dialog.getByRole('button', { name: verb }).click();
        await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
        const sent = server.api.writes.at(-1)?.body as ServiceOrderCreate | undefined;
        return sent?.serviceOrderItem.map(({ action, service }) => [action, service]);
      };
      const move = async (): Promise<void> => {
        await dialog.getByLabel('Site that moves').selectOption('MERIDIAN-LDS');
        expect(await dialog.getByRole('button', { name: 'Order the relocation' }).isDisabled()).toBe(true);
        await dialog.getByLabel('New place').selectOption('MERIDIAN-BRS');
        await dialog.getByLabel('Working days side by side').fill('251');
        await dialog.getByText('A whole number from 0 to 250.').waitFor();
        await dialog.getByLabel('Working days side by side').fill('4');
      };
      expect(await order('Relocate a site…', move, 'Order the relocation')).toEqual([
        [
          'modify',
          {
            id: facing,
            serviceCharacteristic: [
              { name: 'relocation', value: [{ from: 'MERIDIAN-LDS', to: 'MERIDIAN-BRS' }] },
              { name: 'parallelWorkingDays', value: 4 },
            ],
          },
        ],
      ]);
      const exchange = async (): Promise<void> => {
        await dialog.getByLabel('Site whose access').selectOption('MERIDIAN-ABZ');
        await dialog.getByLabel('New access').selectOption({ label: 'own fibre' });
      };
      expect(await order('Exchange an access…', exchange, 'Order the exchange')).toEqual([
        [
          'modify',
          {
            id: facing,
            serviceCharacteristic: [{ name: 'migration', value: [{ site: 'MERIDIAN-ABZ', kind: 'onNet' }] }],
          },
        ],
      ]);
      const nothing = () => Promise.resolve();
      expect(await order('Suspend…', nothing, 'Order the suspension')).toEqual([
        ['modify', { id: facing, state: 'inactive' }],
      ]);
      server.api.serviceState = 'inactive';
      expect(await order('Resume…', nothing, 'Order the resumption')).toEqual([
        ['modify', { id: facing, state: 'active' }],
      ]);
      const transfer = async (): Promise<void> => {
        const next = dialog.getByRole('combobox', { name: 'Next customer' });
        expect(await next.locator('option').allTextContents()).toEqual(['choose', 'ALDER']);
        await next.selectOption('ALDER');
        await dialog.getByText('The next customer pays what is paid now.').waitFor();
        await dialog.getByRole('switch', { name: 'The next customer pays otherwise' }).click();
        await dialog.getByText('The commercial terms are not complete: each is a number.').waitFor();
        expect(await dialog.getByRole('button', { name: 'Order the transfer' }).isDisabled()).toBe(true);
        for (const [name, text] of terms) await dialog.getByRole('textbox', { name, exact: true }).fill(text);
      };
      server.api.serviceState = 'active';
      expect(await order('Transfer it…', transfer, 'Order the transfer')).toEqual([
        [
          'modify',
          {
            id: facing,
            relatedParty: [{ id: 'ALDER', role: 'customer' }],
            serviceCharacteristic: [
              {
                name: 'commercial',
                value: {
                  currency: 'GBP',
                  termMonths: 24,
                  oneOffChargeMinor: 0,
                  monthlyChargeMinor: 81_250,
                  budgetMinor: 700_000,
                  budgetTolerancePercent: 4,
                },
              },
            ],
          },
        ],
      ]);
      server.api.serviceState = 'inactive';
      await open('orderStaff', `/services/${facing}`);
      const relocate = page.getByRole('button', { name: /^Relocate a site…/ });
      await relocate
        .getByText('The service is inactive: only an active one is changed.')
        .waitFor({ state: 'attached' });
      server.api.serviceState = 'active';
    });

    test('a service is switched to what stands by and ended by orders, and written again', async () => {
      const { page } = browser;
      // The network operations centre may not issue orders, and may order this one.
      await open('noc', `/services/${facing}?tab=ways`);
      await page.getByRole('button', { name: 'Switch to the standby…' }).click();
      const switching = page.getByRole('dialog').getByRole('button', { name: 'Order the switch' });
      expect(await switching.isDisabled()).toBe(true);
      await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill(' errors on LDS–NCL ');
      await switching.click();
      await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
      expect(server.api.writes.at(-1)).toEqual({
        at: `POST /turnup/v1/service/${facing}/switch`,
        body: { reason: 'errors on LDS–NCL' },
      });
      await open('orderStaff', `/services/${facing}`);
      await page.getByRole('button', { name: 'End it…' }).click();
      await page.getByRole('dialog').getByText('Partners charge £5,400.00 for ending early.').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Order its end' }).click();
      await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
      expect(server.api.writes.at(-1)?.body).toMatchObject({
        serviceOrderItem: [{ action: 'delete', service: { id: facing } }],
      });
      await open('provisioning', `/services/${facing}?tab=ways`);
      const change = page.getByRole('button', { name: /^Switch to the standby…/ });
      await change
        .getByText('Your role may not switch services to their standby')
        .waitFor({ state: 'attached' });
      await open('noc', `/services/${facing}`);
      await page.getByRole('button', { name: 'Write again…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Write it' }).click();
      await page.getByRole('region', { name: 'Last request' }).getByText('PE-LDS confirmed').waitFor();
      expect(browser.errors).toEqual([]);
    });
  },
);
