import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftText } from '../src/shared/dates.ts';
import { type Browser, haveBrowser, openBrowser, signIn } from './browser.ts';
import { builtConsole } from './build.ts';
import { type FixtureServer, startFixtureServer } from './fixtures/server.ts';
import { facing } from './fixtures/services.ts';

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

describe.skipIf(!haveBrowser())('reservations and services in a browser', { timeout: 30_000 }, () => {
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
});
