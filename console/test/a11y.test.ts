import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, haveBrowser, openBrowser, signIn, strangersAmong, violationsOf } from './browser.ts';
import { builtConsole } from './build.ts';
import { designId, fallenId, flagshipId } from './fixtures/orders.ts';
import { keptQuestion, question } from './fixtures/question.ts';
import { type FixtureServer, startFixtureServer } from './fixtures/server.ts';
import { facing } from './fixtures/services.ts';

const order = `/orders/${flagshipId}`;
const design = `/designs/${designId}`;

/** Every route and tab with something (a text, or a selector) that is on it only when its data is there. */
const pages: readonly (readonly [path: string, sign: string])[] = [
  ['/orders', 'SO-000001'],
  ['/orders?set=all&q=nothing-like-it', 'No order fits the filter.'],
  [order, 'Milestones'],
  [`${order}?tab=plan`, '.react-flow__node'],
  [`${order}?tab=plan&view=timeline&step=CONFIG`, 'PE-LDS refused the commit'],
  [`${order}?tab=plan&view=table`, '[aria-label="Plan as a table"] td'],
  [`${order}?tab=parameters`, '65000:1001'],
  [`${order}?tab=configuration`, 'Undone everywhere'],
  [`${order}?tab=tests`, '12.502 ms'],
  [`${order}?tab=services`, 'SVC-000002'],
  [`${order}?tab=json`, 'Service order'],
  [`${order}?tab=change`, 'Version 2'],
  [`/orders/${fallenId}`, 'Waits for capacity'],
  ['/orders/new', 'Assess the business case'],
  ['/feasibility', 'SQ-000001'],
  ['/feasibility/new', 'The sites are'],
  [`/feasibility/${question.id}?site=MERIDIAN-ABZ`, 'As asked, complete on 2027-05-05'],
  [`/feasibility/${question.id}?site=MERIDIAN-HQ`, 'Not proven: power'],
  [`/feasibility/${keptQuestion.id}`, '3 things held: see the reservations'],
  ['/designs', 'DS-000001'],
  [design, 'Chosen'],
  [`${design}?tab=topology`, '[data-node]'],
  [`${design}?tab=map`, 'London Docklands'],
  [`${design}?tab=compliance`, 'They share nothing.'],
  [`${design}?tab=materials`, 'Customer router'],
  [`${design}?tab=plan`, 'CALEDONET hurries at MERIDIAN-ABZ'],
  [`${design}?tab=business`, '0.8514 of 26 Feb 2027'],
  [`${design}?tab=operations`, 'Nothing would be watched.'],
  [`${design}?tab=comments`, 'The margin is thin.'],
  [`${design}?tab=versions`, 'plan/finishDate'],
  [`${design}?tab=approvals`, 'Nobody has decided'],
  [`${design}?tab=json`, 'requirementHash'],
  ['/fallout', 'PE-LDS refused the commit'],
  ['/fallout?tab=stalled', 'SO-000002'],
  ['/fallout?tab=quality', '6 (75 %)'],
  ['/work', 'Partners charge £5,400.00 for ending early.'],
  ['/pools', 'routeTarget'],
  ['/reservations', '12 min 05 s'],
  ['/reservations?set=waiting', 'Waiting in line'],
  ['/reservations?set=allocated', 'No reservation is in this state.'],
  ['/services', 'SVC-000001'],
  [`/services/${facing}`, 'PE-LON-A/ge-0/0/7'],
  [`/services/${facing}?tab=ways`, 'Stands by'],
  [`/services/${facing}?tab=built`, '1 of 2 roles are not as designed.'],
  [`/services/${facing}?tab=tests`, '12.502 ms'],
  [`/services/${facing}?tab=history`, 'parameters allocated'],
  [`/services/${facing}/change`, 'Sites (3)'],
  ['/network', 'PE-LON-A'],
  ['/network?tab=transactions', 'no space left in the filter table'],
  ['/network?tab=conditions', 'PE-LDS hears nothing by BFD'],
  ['/network?tab=conditions&state=suspected', 'it does not answer'],
  ['/network?tab=queue', 'Refused by the device'],
  ['/network?tab=labels', 'before-migration'],
  ['/network?tab=requests', 'no port is left at POP-LDS'],
  ['/network?tab=requests&state=InProgress', 'No request is in this state.'],
  ['/network?tab=outages', 'OUT-00001'],
  ['/network?tab=capacity', 'AUG-00001'],
  ['/network?tab=pauses', 'the line card is swapped'],
  ['/network/devices/PE-LDS', 'its order'],
  ['/network/devices/PE-LDS?tab=intent', 'is taken as it is on record'],
  ['/network/devices/PE-LDS?tab=owned', 'What services own'],
  ['/network/labels/before-migration', 'Came later: it would lose what it has'],
  ['/network/labels/forgotten', 'There is no such label.'],
  ['/network/transactions/t1', 'the whole'],
  ['/jeopardy', 'PARTNER_BUILD'],
  ['/clock', 'The clock stands.'],
  ['/no-such-page', 'There is no page at this address.'],
];

describe.skipIf(!haveBrowser())('accessibility (WCAG 2.2 AA by axe)', { timeout: 30_000 }, () => {
  let browser: Browser;
  let server: FixtureServer;
  beforeAll(async () => {
    server = await startFixtureServer(await builtConsole());
    browser = await openBrowser();
    await signIn(browser.page, server.url, 'designAuthority');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  // The dark scheme changes colours and nothing else: there the rule for contrast is all that can say anything new.
  const inBoth = async (page: Page): Promise<Record<string, string[]>> => {
    const found: Record<string, string[]> = {};
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction(
        (scheme) => document.documentElement.dataset['mantineColorScheme'] === scheme,
        colorScheme,
      );
      found[colorScheme] = await violationsOf(page, colorScheme === 'light' ? 'all' : 'contrast');
    }
    return found;
  };

  /** Goes to a page within the console, as a link does: much quicker than loading it, and links are tested elsewhere. */
  const within = (page: Page, path: string): Promise<void> =>
    page.evaluate((to) => history.pushState(null, '', to), path);

  test.each(pages)('%s', async (path, sign) => {
    await within(browser.page, path);
    const { page } = browser;
    await (/^[.[]/.test(sign) ? page.locator(sign) : page.getByText(sign)).first().waitFor();
    expect(await inBoth(browser.page)).toEqual({ light: [], dark: [] });
  });

  test('on a phone nothing is wider than the screen, and every button has its name', async () => {
    const { page } = browser;
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of [
      `/feasibility/${question.id}`,
      `${design}?tab=plan`,
      `${order}?tab=change`,
      '/feasibility/new',
      '/network?tab=conditions',
      '/network/devices/PE-LDS',
      '/network/labels/before-migration',
      `/services/${facing}?tab=ways`,
    ]) {
      await within(page, path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(beyond, path).toBe(0);
      expect(await violationsOf(page, 'all'), path).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('palette, help and the form of a decision', async () => {
    const { page } = browser;
    await page.goto(`${server.url}${design}`);
    await page.getByText('Chosen').first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Keys and help').waitFor();
    expect(await inBoth(page)).toEqual({ light: [], dark: [] });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Approve…' }).click();
    await page.getByLabel(/Capital cost/).waitFor();
    expect(await inBoth(page)).toEqual({ light: [], dark: [] });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByText('SO-000001').first().waitFor();
    expect(await inBoth(page)).toEqual({ light: [], dark: [] });
  });

  test('sign-in', async () => {
    const { page } = browser;
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'Accounts of the demo' }).waitFor();
    expect(await inBoth(page)).toEqual({ light: [], dark: [] });
  });

  test('no page asked another machine for anything', () => {
    expect(browser.requested.length).toBeGreaterThan(100);
    expect(strangersAmong(browser.requested)).toEqual([]);
    expect(browser.errors).toEqual([]);
  });
});
