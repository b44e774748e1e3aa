import type { ServiceRequest } from '@turnup/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Browser, haveBrowser, openBrowser, signIn, violationsOf } from './browser.ts';
import { builtConsole } from './build.ts';
import { designId, doneId, fallenId, flagshipId } from './fixtures/orders.ts';
import { plan } from './fixtures/plan.ts';
import { question } from './fixtures/question.ts';
import { type FixtureServer, startFixtureServer } from './fixtures/server.ts';

const orderEvent = (id: string, state: string) => ({
  eventId: crypto.randomUUID(),
  eventType: 'ServiceOrderStateChangeEvent',
  eventTime: '2027-03-30T10:00:00.000Z',
  timeOccurred: '2027-03-30T10:00:00.000Z',
  domain: 'serviceOrdering',
  correlationId: id,
  sequence: 1,
  event: { serviceOrder: { id, state } },
});

const activitiesOn = (page: Page): Promise<string[]> =>
  page
    .locator('[data-activity]')
    .evaluateAll((nodes) => nodes.map((node) => (node as HTMLElement).dataset['activity'] ?? '').sort());

/** Asks again until it is so; a loaded machine may take its time. */
const soon: typeof expect.poll = (ask) => expect.poll(ask, { timeout: 10_000 });

describe.skipIf(!haveBrowser())('the console in a browser', { timeout: 30_000 }, () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;
  beforeAll(async () => {
    const dist = await builtConsole();
    server = await startFixtureServer(dist);
    browser = await openBrowser();
    page = browser.page;
    await signIn(page, server.url, 'provisioning');
  });
  beforeEach(() => {
    server.requests.length = 0;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  const rows = () => page.getByRole('region', { name: 'Orders' }).locator('tbody tr');

  test('a list keeps its filters in its address', async () => {
    await page.goto(`${server.url}/orders?set=all&jeopardy=Critical`);
    await rows().first().waitFor();
    expect(await rows().count()).toBe(1);
    expect(server.requests.some((line) => line.includes('jeopardy=Critical'))).toBe(true);
    await page.getByLabel('Jeopardy').selectOption('');
    await soon(() => rows().count()).toBe(3);
    await page.getByLabel('Filter orders').fill('4711');
    await soon(() => new URL(page.url()).searchParams.get('q')).toBe('4711');
    await soon(() => rows().count()).toBe(1);
    await page.reload();
    await soon(() => rows().count()).toBe(1);
    expect(await page.getByLabel('Filter orders').inputValue()).toBe('4711');
    await page.getByRole('link', { name: 'Held' }).click();
    await page.getByText('No order fits the filter.').waitFor();
    await page.getByRole('link', { name: 'Clear the filter' }).click();
    await soon(() => rows().count()).toBe(1);
  });

  test('a column sorts, and says so', async () => {
    await page.goto(`${server.url}/orders?set=all`);
    await page.getByRole('button', { name: 'Slack' }).click();
    await soon(() => new URL(page.url()).searchParams.get('sort')).toBe('-slack');
    expect(await rows().first().textContent()).toContain('SO-000001');
    await page.getByRole('button', { name: /^Slack/ }).click();
    await soon(() => rows().first().textContent()).toContain('SO-000002');
    expect(await page.getByRole('columnheader', { name: 'Slack' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
  });

  test('graph, timeline and table show the same activities', async () => {
    const all = plan.activities.map(({ key }) => key).sort();
    await page.goto(`${server.url}/orders/${flagshipId}?tab=plan`);
    await soon(() => activitiesOn(page)).toEqual(all);
    for (const view of ['Timeline', 'Table']) {
      await page.getByText(view, { exact: true }).click();
      await page.waitForURL(new RegExp(`view=${view.toLowerCase()}`));
      await soon(() => activitiesOn(page)).toEqual(all);
    }
  });

  test('the graph opens large enough to read, with the active step in sight', async () => {
    await page.goto(`${server.url}/orders/${flagshipId}?tab=plan`);
    const active = page.locator('[data-activity="CONFIG"]');
    await active.waitFor();
    const zoom = await page
      .locator('.react-flow__viewport')
      .evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a);
    expect(zoom).toBeGreaterThanOrEqual(0.8);
    const frame = await page.getByRole('region', { name: 'Plan as a graph' }).boundingBox();
    const box = await active.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(frame?.x ?? Number.POSITIVE_INFINITY);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0));
  });

  test('a step opens beside the plan with its error, and is tried again', async () => {
    await page.goto(`${server.url}/orders/${flagshipId}?tab=plan&view=timeline`);
    await page.locator('[data-activity="CONFIG"]').click();
    const panel = page.getByRole('complementary', { name: 'Activity Configure the network' });
    await panel.getByText('no space left in the filter table').waitFor();
    expect(new URL(page.url()).searchParams.get('step')).toBe('CONFIG');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Configure the network');
    await panel.getByRole('button', { name: 'Retry' }).click();
    await soon(() => server.requests.filter((line) => /^POST .*\/retry$/.test(line)).length).toBe(1);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  test('an event changes the order that is open, in every view', async () => {
    await page.goto(`${server.url}/orders/${flagshipId}?tab=plan&view=table`);
    const row = page
      .getByRole('region', { name: 'Plan as a table' })
      .locator('tr', { hasText: 'Ship equipment' });
    await row.getByText('Running').waitFor();
    await page.locator('[data-live="live"]').waitFor();
    const before = server.api.plan;
    server.api.plan = {
      ...before,
      activities: before.activities.map((activity) =>
        activity.key === 'CPE_SHIP' ? { ...activity, state: 'done', actualFinish: '2027-04-01' } : activity,
      ),
    };
    server.emit(orderEvent(flagshipId, 'inProgress'));
    await row.getByText('Done').waitFor({ timeout: 2_000 });
    server.api.plan = before;
  });

  test('rows wait while someone is on the list, and come at once when nobody is', async () => {
    await page.goto(`${server.url}/orders?set=all`);
    await page.locator('[data-live="live"]').waitFor();
    const state = (word: string) => rows().filter({ hasText: 'SO-000002' }).getByText(word);
    const change = (to: 'held' | 'inProgress'): void => {
      server.api.orders = server.api.orders.map((order) =>
        order.number === 'SO-000002' ? { ...order, state: to } : order,
      );
      server.emit(orderEvent(server.api.orders[0]?.id ?? '', to));
    };
    await state('Held').hover();
    change('inProgress');
    const apply = page.getByRole('button', { name: '1 update, apply' });
    await apply.waitFor();
    expect(await state('Held').count()).toBe(1);
    await apply.click();
    await state('In progress').waitFor();
    await page.mouse.move(600, 5);
    change('held');
    await state('Held').waitFor();
    expect(await apply.count()).toBe(0);
  });

  test('the badge tells a break, and everything is read again after it', async () => {
    await page.goto(`${server.url}/orders/${flagshipId}`);
    await page.locator('[data-live="live"]').waitFor();
    server.requests.length = 0;
    server.cut();
    await page.locator('[data-live="reconnecting"]').waitFor();
    await page.locator('[data-live="live"]').waitFor();
    await expect
      .poll(() =>
        server.requests.some((line) => line === `GET /tmf-api/serviceOrdering/v4/serviceOrder/${flagshipId}`),
      )
      .toBe(true);
  });

  test('the keyboard alone leads to an order', async () => {
    await page.goto(`${server.url}/jeopardy`);
    await page.getByRole('heading', { name: 'Jeopardy' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await rows().first().waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Filter orders',
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Order SO-000001' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByLabel('Go to an order, a design or a page').fill('CRM-4712');
    await page.getByText('SO-000002').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Order SO-000002' }).waitFor();
  });

  test('single keys can be switched off', async () => {
    await page.goto(`${server.url}/jeopardy`);
    await page.getByRole('heading', { name: 'Jeopardy' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('switch', { name: /Keys without/ }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe('/jeopardy');
    await page.evaluate(() => localStorage.clear());
  });

  test('who may not do something is told why', async () => {
    await signIn(page, server.url, 'readOnly');
    server.requests.length = 0;
    await page.goto(`${server.url}/fallout`);
    const retry = page.getByRole('button', { name: /Retry/ });
    await retry.waitFor();
    expect(await retry.getAttribute('aria-disabled')).toBe('true');
    await retry.focus();
    await page.getByRole('tooltip').getByText('Your role may not intervene in plans').waitFor();
    await retry.click({ force: true });
    expect(server.requests.filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  test('fallout is repaired as a group, and every task has its outcome', async () => {
    await signIn(page, server.url, 'provisioning');
    server.requests.length = 0;
    await page.goto(`${server.url}/fallout`);
    await page.getByRole('button', { name: /^Choose all 1 of/ }).click();
    await page.getByText('1 of 1 chosen').waitFor();
    await page.getByRole('button', { name: 'Skip…' }).click();
    const form = page.getByRole('dialog');
    expect(await form.getByRole('button', { name: /^Skip 1/ }).isDisabled()).toBe(true);
    await form.getByRole('textbox', { name: 'Reason' }).fill('done by hand');
    await form.getByRole('button', { name: /^Skip 1/ }).click();
    await page.getByText('Last repair: 0 of 1 mended').waitFor();
    const outcome = page.getByRole('region', { name: 'Outcome of the repair' });
    await outcome.getByText('Fell out again').waitFor();
    await page.getByRole('button', { name: 'Choose the 1 that fell out again' }).click();
    await page.getByText('1 of 1 chosen').waitFor();
    expect(server.requests).toContain('POST /turnup/v1/fallout/repair');
  });

  test('an answer that no longer holds is asked again as it was, with what is scarce reserved', async () => {
    await signIn(page, server.url, 'orderStaff');
    await page.goto(`${server.url}/feasibility/${question.id}`);
    const banner = page.getByRole('status').filter({ hasText: 'No longer holds' });
    await banner.getByText('fibre LDS-7 became dearer').waitFor();
    expect(await banner.locator('time').getAttribute('datetime')).toBe('2027-02-20T08:30:00.000Z');
    const instead = page.getByRole('region', { name: 'Nearest alternatives' }).locator('tbody tr');
    expect(await instead.textContent()).toMatch(/£46,500\.00£200\.00Wed, 5 May 2027/);
    await page.getByText('PE-LDS has no port left').first().waitFor();
    await banner.getByRole('button', { name: 'Ask again…' }).click();
    const reserve = page.getByLabel('Reserve what is scarce');
    expect(await reserve.isChecked()).toBe(true);
    expect(await page.getByLabel('Reason (optional)').inputValue()).toBe('quarter end');
    await page.getByText('Routing, LAN, equipment, room').click();
    await page.getByLabel('LAN prefixes').fill('10.1.0.0/16, 10.2.0.0/16');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('3 things held: see the reservations').waitFor();
    const service = (question.serviceQualificationItem[0]?.service ?? {}) as ServiceRequest;
    expect(server.api.asked).toMatchObject([
      {
        reserve: true,
        serviceQualificationItem: [
          {
            service: {
              serviceCharacteristic: expect.arrayContaining([
                {
                  name: 'sites',
                  value: [expect.objectContaining({ lanPrefixes: ['10.1.0.0/16', '10.2.0.0/16'] })],
                },
                ...(service.serviceCharacteristic ?? []).filter(({ name }) => name !== 'sites'),
              ]),
            },
          },
        ],
      },
    ]);
  });

  test('an order that ends a partner’s tail early waits until somebody takes on what it costs', async () => {
    await signIn(page, server.url, 'designAuthority');
    await page.goto(`${server.url}/orders/${fallenId}`);
    const authority = page.getByRole('region', { name: 'Authorize recovery of SVC-000001' });
    await authority.getByText('Waits for authority').waitFor();
    await authority.getByText('Partners charge £5,400.00 for ending early.').waitFor();
    await authority.getByText('bound until 1 Apr 2028; ended on 9 Apr 2027 with 12 months left').waitFor();
    await authority.getByRole('link', { name: 'SVC-000007' }).waitFor();
    await authority.getByRole('button', { name: 'Refuse…' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill('wait for the term');
    await page.getByRole('dialog').getByRole('button', { name: 'Refuse', exact: true }).click();
    await authority.getByText('Refused', { exact: true }).waitFor();
    expect(server.api.writes.at(-1)?.body).toEqual({
      state: 'rejected',
      cause: 'REFUSED',
      note: 'wait for the term',
    });
    server.api.workOrders = server.api.workOrders.map((work) =>
      work.state === 'rejected' ? { ...work, state: 'assigned' } : work,
    );
    await signIn(page, server.url, 'provisioning');
    await page.goto(`${server.url}/orders/${fallenId}`);
    await authority.getByRole('button', { name: 'Authorize' }).click();
    await authority.getByText('Authorized', { exact: true }).waitFor();
    expect(server.api.writes.slice(-2).map(({ body }) => body)).toEqual([
      { state: 'inProgress' },
      { state: 'completed' },
    ]);
  });

  test('a choice is taken back, and a comment stands at once', async () => {
    const before = server.api.design;
    server.api.design = { ...before, state: 'draft' };
    await signIn(page, server.url, 'solutionEngineer');
    await page.goto(`${server.url}/designs/${designId}`);
    const [first, second] = server.api.design.alternatives.map(({ id }) => id);
    expect(server.api.design.chosenAlternative).toBe(first);
    await page
      .getByRole('button', { name: /^Choose/ })
      .nth(1)
      .click();
    await soon(() => server.api.design.chosenAlternative).toBe(second);
    await page.getByRole('button', { name: 'Undo: choice of the alternative' }).click();
    await soon(() => server.api.design.chosenAlternative).toBe(first);
    expect(await page.getByRole('button', { name: /^Undo/ }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Comments' }).click();
    await page.getByRole('textbox', { name: 'Comment' }).fill('Ask the depot first.');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByText('Ask the depot first.').waitFor();
    server.api.design = before;
  });

  test('a design with an open gate is approved by taking the gate on', async () => {
    await signIn(page, server.url, 'designAuthority');
    await page.goto(`${server.url}/designs/${designId}`);
    await page.getByRole('button', { name: 'Approve…' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel(/600.00 beyond the limit/).check();
    await form.getByLabel('Reason').fill('The margin carries it');
    await form.getByRole('button', { name: 'Approve' }).click();
    await page.locator('[data-design-state="approved"]').waitFor();
    expect(server.api.decisions).toEqual([{ reason: 'The margin carries it', waivers: ['BUDGET_BREACH'] }]);
    expect(await page.getByRole('button', { name: /Approve…/ }).getAttribute('aria-disabled')).toBe('true');
  });

  test('the map draws primary, diverse and partner differently, and the tables name the same sites', async () => {
    await page.goto(`${server.url}/designs/${designId}?tab=map`);
    await page.locator('[data-style="primary"]').first().waitFor();
    const dashes = await Promise.all(
      ['primary', 'diverse', 'partner'].map((style) =>
        page
          .locator(`[data-style="${style}"] path:last-child`)
          .first()
          .evaluate((path) => getComputedStyle(path).strokeDasharray),
      ),
    );
    expect(new Set(dashes).size).toBe(3);
    const drawn = await page
      .locator('[data-site]')
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('data-site')).sort());
    expect(drawn).toEqual(['MERIDIAN-ABZ', 'MERIDIAN-HQ', 'MERIDIAN-LDS']);
    const table = await page.getByRole('region', { name: 'Accesses' }).textContent();
    for (const site of drawn) expect(table).toContain(site);
  });

  test('an item is given up and an order is backed out with a reason, once what that costs is accepted', async () => {
    const before = server.api.orders;
    server.api.orders = before.map((order) => {
      const [item] = order.serviceOrderItem;
      return order.id !== flagshipId || item === undefined
        ? order
        : { ...order, serviceOrderItem: [item, { ...item, id: '2', state: 'completed' }] };
    });
    await signIn(page, server.url, 'orderStaff');
    const dialog = page.getByRole('dialog');
    const looks = async (): Promise<void> => {
      await dialog.getByText('It costs £125.00.').waitFor();
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'contrast')).toEqual([]);
      }
    };
    await page.goto(`${server.url}/orders/${flagshipId}`);
    await page.getByRole('button', { name: 'Give up items…' }).click();
    expect(await dialog.getByRole('checkbox').count()).toBe(1);
    await dialog.getByLabel(/^1: add/).check();
    await looks();
    await dialog.getByLabel('Cause code').fill('1X');
    await dialog.getByLabel('Reason').fill('the quay cannot be dug');
    const giveUp = dialog.getByRole('button', { name: 'Give them up' });
    expect(await giveUp.isDisabled()).toBe(true);
    await dialog.getByLabel('The customer accepts these charges').check();
    await giveUp.click();
    await dialog.waitFor({ state: 'detached' });
    const why = { reason: 'the quay cannot be dug', acceptCharges: true };
    expect(server.api.writes.at(-1)).toEqual({
      at: `POST /turnup/v1/serviceOrder/${flagshipId}/giveUp`,
      body: { serviceOrderItem: ['1'], code: '1X', ...why },
    });

    await page.getByRole('button', { name: 'Back it out…' }).click();
    await dialog.getByText('1 item of it was delivered').waitFor();
    await dialog.getByText('Partners charge £5,400.00 for ending early.').waitFor();
    await looks();
    await dialog.getByLabel('The customer accepts these charges').check();
    await dialog.getByLabel('Reason').fill('the quay cannot be dug');
    await dialog.getByRole('button', { name: 'Back it out' }).click();
    await page.waitForURL(new RegExp(fallenId));
    expect(server.api.writes.at(-1)).toEqual({
      at: `POST /turnup/v1/serviceOrder/${flagshipId}/backOut`,
      body: why,
    });
    server.api.orders = before;
    await page.goto(`${server.url}/orders/${doneId}`);
    await page
      .getByRole('button', { name: /^Back it out…/ })
      .getByText('It was issued from another order: back that one out.')
      .waitFor({ state: 'attached' });
  });

  test('signing in goes on to what was asked for; the token is in no address', async () => {
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(`${server.url}/orders/${flagshipId}?tab=plan&view=table`);
    await page.getByRole('heading', { name: 'Turnup' }).waitFor();
    await page.getByRole('textbox', { name: 'Account' }).fill('provisioning');
    await page.locator('input[name=password]').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText('account or password is wrong').waitFor();
    await page.getByRole('button', { name: /^Provisioning/ }).click();
    await page.getByRole('region', { name: 'Plan as a table' }).waitFor();
    expect(browser.requested.filter((url) => url.includes('token-of'))).toEqual([]);
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/sign-in/);
    expect(await page.evaluate(() => sessionStorage.getItem('turnup.session'))).toBeNull();
  });

  test('an address of another machine is not gone to after signing in', async () => {
    await page.goto(`${server.url}/sign-in?next=//example.com/`);
    await page.getByRole('button', { name: /^Provisioning/ }).click();
    await page.waitForURL(/\/orders$/);
  });

  test('each role lands where it has something to do', async () => {
    for (const [account, heading] of [
      ['field', 'Work orders'],
      ['simulation', 'Clock'],
    ] as const) {
      await signIn(page, server.url, account);
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    }
  });
});
