import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, haveBrowser, openBrowser, signIn, violationsOf } from './browser.ts';
import { builtConsole } from './build.ts';
import { startSystem } from './fixtures/system.ts';

const demo = join(import.meta.dirname, '../../demo');
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';

/** What people do with orders and questions, on the real server with the demo operator's data. */
describe.skipIf(!haveBrowser())('from the question to the order, in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let system: Awaited<ReturnType<typeof startSystem>>;
  let orderId = '';
  beforeAll(async () => {
    system = await startSystem(await builtConsole());
    browser = await openBrowser();
    page = browser.page;
    await loadDemo();
    await signIn(page, system.url, 'orderStaff');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  async function call<Body>(account: string, method: string, path: string, body?: unknown): Promise<Body> {
    const send = (at: string, how: string, what: unknown, token?: string): Promise<Response> =>
      fetch(system.url + at, {
        method: how,
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(what === undefined ? {} : { body: JSON.stringify(what) }),
      });
    const session = await send('/turnup/v1/session', 'POST', { account, password: `${account}-demo` });
    const { token } = (await session.json()) as { token: string };
    const answer = await send(path, method, body, token);
    expect(answer.status, `${method} ${path}`).toBeLessThan(300);
    return (await answer.json()) as Body;
  }

  async function loadDemo(): Promise<void> {
    const files = (await readdir(demo)).filter((file) => /^\d.*\.json$/.test(file)).sort();
    for (const file of files)
      for (const set of [JSON.parse(await readFile(join(demo, file), 'utf8'))].flat())
        await call('administrator', 'POST', '/turnup/v1/referenceData', set);
  }

  const plan = () =>
    call<{ state: string; tasks: { key: string; input?: unknown }[] }>(
      'orderStaff',
      'GET',
      `/turnup/v1/serviceOrder/${orderId}/plan`,
    );
  type Shown = {
    readonly serviceOrderItem: readonly {
      readonly service: {
        readonly serviceCharacteristic: readonly { readonly name: string; readonly value: unknown }[];
      };
    }[];
  };
  /** The rate at the one site of the order, as the API tells it. */
  async function orderedRate(): Promise<number | undefined> {
    const { serviceOrderItem } = await call<Shown>('orderStaff', 'GET', `${orders}/${orderId}`);
    const sites = serviceOrderItem[0]?.service.serviceCharacteristic.find(({ name }) => name === 'sites');
    return (sites?.value as readonly { readonly bandwidthKbps: number }[] | undefined)?.[0]?.bandwidthKbps;
  }

  test('many sites are asked about in one go, and each has an answer with its candidates', async () => {
    await page.goto(`${system.url}/feasibility/new`);
    await page.getByLabel('Service', { exact: true }).selectOption({ label: 'Dedicated internet access' });
    await page.getByLabel('Customer').selectOption('ALDER');
    await page.getByLabel('The sites are').selectOption('each');
    await page.getByLabel('Reserve what is scarce').check();
    await page.getByRole('button', { name: 'Paste a table…' }).click();
    await page
      .getByRole('textbox', { name: /^Lines of/ })
      .fill('site,bandwidth\nALDER-MAN,200\nALDER-BHM,9G\nALDER-BRS,50');
    await page.getByRole('button', { name: 'Take 3 sites' }).click();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    const table = page.getByRole('region', { name: 'Items of the question' });
    await table.getByRole('row').nth(3).waitFor();
    expect(await table.getByText('Feasible as asked').count()).toBeGreaterThanOrEqual(2);
    await table.getByRole('link', { name: '1', exact: true }).click();
    await page.getByRole('region', { name: 'Candidates at ALDER-MAN, side by side' }).waitFor();
    await page.getByText('One-off cost').waitFor();
    await page.getByText('One-off price').waitFor();
    await page.getByText(/^\d+ things? held: see the reservations$/).waitFor();
    await page.getByText('The requester wants what is scarce kept').waitFor();
    expect(await violationsOf(page, 'all')).toEqual([]);
  });

  test('what was asked is ordered without typing it again, and simulated before it is sent', async () => {
    await page.getByRole('button', { name: 'Order it…' }).click();
    await page.waitForURL(/\/orders\/new/);
    expect(await page.getByLabel('Place').inputValue()).toBe('ALDER-MAN');
    expect(await page.getByLabel('Bandwidth, Mbit/s').inputValue()).toBe('200');
    await page.getByLabel('Wanted by').fill('2027-06-30');
    await page.getByRole('button', { name: 'Simulate', exact: true }).click();
    await page.getByRole('heading', { name: 'What it would come to' }).waitFor();
    const tasks = page.getByRole('region', { name: 'Tasks of the order' }).locator('tbody tr');
    const simulated = await tasks.count();
    expect(simulated).toBeGreaterThan(5);
    expect(await call<unknown[]>('orderStaff', 'GET', orders)).toEqual([]);
    await page.getByRole('button', { name: 'Issue the order' }).click();
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    orderId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect((await plan()).tasks).toHaveLength(simulated);
  });

  test('an amendment is previewed, changes nothing until it is sent, and then changes the order', async () => {
    await page.goto(`${system.url}/orders/${orderId}?tab=change`);
    await page.getByLabel('Bandwidth, Mbit/s').fill('1G');
    await page.getByRole('button', { name: 'Preview', exact: true }).click();
    await page.getByRole('heading', { name: 'What it would come to' }).waitFor();
    await page.getByText('200 Mbit/s').first().waitFor();
    expect(await violationsOf(page, 'all')).toEqual([]);
    expect(await orderedRate()).toBe(200_000);
    await page.getByRole('button', { name: 'Amend the order' }).click();
    await page.getByText('Version 2').waitFor();
    await page.getByText('Amendment 1').waitFor();
    expect(await orderedRate()).toBe(1_000_000);
  });

  test('an order is paused and goes on, with the reason on it', async () => {
    await signIn(page, system.url, 'provisioning');
    await page.goto(`${system.url}/orders/${orderId}`);
    for (const [verb, word] of [
      ['Pause', 'paused'],
      ['Resume', 'running'],
    ] as const) {
      await page.getByRole('button', { name: `${verb}…` }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill(`${verb} by test`);
      await page.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const { state } = await plan();
      expect(word === 'paused' ? state === 'paused' : state !== 'paused', state).toBe(true);
      await page.getByText(`${verb} by test`).first().waitFor();
    }
  });

  test('a cancellation says what it comes to before it is asked for', async () => {
    await signIn(page, system.url, 'orderStaff');
    await page.goto(`${system.url}/orders/${orderId}`);
    await page.getByRole('button', { name: 'Cancel…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('It costs nothing.').waitFor();
    expect(await violationsOf(page, 'all')).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('the customer moves');
    await dialog.getByRole('button', { name: 'Cancel the order' }).click();
    await page
      .getByText(/^(Cancelled|Pending cancellation)$/)
      .first()
      .waitFor();
  });

  test('the plan of a design is edited with a reason, re-baselined, and the edit is undone', async () => {
    await call('orderStaff', 'POST', orders, {
      externalId: 'special',
      requestedCompletionDate: '2027-08-31T12:00:00Z',
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [
        {
          id: '1',
          action: 'add',
          service: {
            serviceSpecification: { id: 'INTERNET' },
            serviceCharacteristic: [
              { name: 'topology', value: 'internet' },
              {
                name: 'sites',
                value: [
                  {
                    site: 'ALDER-BRS',
                    bandwidthKbps: 100_000,
                    access: 'single',
                    cpe: 'customerOwned',
                    availabilityPercent: 99.5,
                  },
                ],
              },
            ],
          },
        },
      ],
    });
    type Design = {
      readonly id: string;
      readonly version: number;
      readonly chosenAlternative?: string;
      readonly alternatives: readonly {
        readonly id: string;
        readonly plan: { readonly finishDate: string; readonly criticalPath: readonly string[] };
      }[];
    };
    const path = '/turnup/v1/serviceDesign';
    const [{ id } = { id: '' }] = await call<{ id: string }[]>('orderStaff', 'GET', path);
    const read = () => call<Design>('orderStaff', 'GET', `${path}/${id}`);
    const finish = ({ alternatives, chosenAlternative }: Design): string =>
      alternatives.find((one) => one.id === chosenAlternative)?.plan.finishDate ?? '';
    await signIn(page, system.url, 'solutionEngineer');
    let before = await read();
    if (before.chosenAlternative === undefined) {
      await call('solutionEngineer', 'POST', `${path}/${id}/choose`, {
        alternative: before.alternatives[0]?.id,
      });
      before = await read();
    }
    await page.goto(`${system.url}/designs/${id}?tab=plan`);
    const critical = before.alternatives.find((one) => one.id === before.chosenAlternative)?.plan
      .criticalPath;
    await page.locator(`button[data-activity="${critical?.at(-2)}"]`).click();
    await page.getByRole('button', { name: 'Edit…' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Working days').fill('25');
    await form.getByRole('textbox', { name: 'Reason' }).fill('the customer is away');
    await form.getByRole('button', { name: 'Re-baseline the plan' }).click();
    await page.getByText('Edits of the plan').waitFor();
    await page.getByText('the customer is away').first().waitFor();
    const edited = await read();
    expect(edited.version).toBe(before.version + 1);
    expect(finish(edited) > finish(before)).toBe(true);
    expect(await violationsOf(page, 'all')).toEqual([]);
    await page.getByRole('button', { name: /^Undo: edit of/ }).click();
    await expect.poll(async () => finish(await read()), { timeout: 15_000 }).toBe(finish(before));
  });

  test('nothing of it made an error in the browser', () => {
    expect(browser.errors).toEqual([]);
  });
});
