import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, haveBrowser, openBrowser, strangersAmong } from './browser.ts';
import { builtConsole } from './build.ts';
import { startSystem } from './fixtures/system.ts';

/** The API of the other tests is made of fixtures; here the console meets the real one, its policy and its stream. */
describe.skipIf(!haveBrowser())('the console on the real server', { timeout: 60_000 }, () => {
  let browser: Browser;
  let system: Awaited<ReturnType<typeof startSystem>>;
  beforeAll(async () => {
    system = await startSystem(await builtConsole());
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  test('a built-in account signs in, every page opens, and the stream is live', async () => {
    const { page } = browser;
    await page.goto(system.url);
    await page.getByRole('button', { name: /^Provisioning/ }).click();
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    await page.locator('[data-live="live"]').waitFor();
    await page.locator('[data-clock]').getByText('1 Mar 2027').waitFor();
    for (const [name, sign] of [
      ['Orders', 'No order is in these states.'],
      ['Jeopardy', 'No order is in jeopardy.'],
      ['Fallout', 'Nothing fell out.'],
      ['Work orders', 'No work is open.'],
      ['Designs', 'There is no design yet.'],
      ['Pools', 'No pool is loaded.'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
      await page.getByText(sign).waitFor();
    }
    for (const [tab, sign] of [
      ['conditions', 'Nothing was found bad.'],
      ['queue', 'Nothing waits for a device.'],
      ['labels', 'No state of the configuration has a label.'],
      ['requests', 'Nothing was asked yet.'],
    ] as const) {
      await page.goto(`${system.url}/network?tab=${tab}`);
      await page.getByText(sign).waitFor();
    }
    await page.goto(`${system.url}/orders/01960000-0000-7000-8000-000000000001?tab=plan`);
    await page.getByText('This could not be read.').waitFor();
    expect(browser.errors.filter((error) => !error.includes('404'))).toEqual([]);
    expect(strangersAmong(browser.requested)).toEqual([]);
  });

  test('the account of the simulation lets the clock run and stops it', async () => {
    const { page } = browser;
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(system.url);
    await page.getByRole('button', { name: /^Simulation/ }).click();
    await page.getByRole('heading', { name: 'Clock' }).waitFor();
    // The clock waits for a listener that has been told of an instant and does not answer: so it can be seen running.
    const listener = await deafListener();
    await callAsSimulation('/tmf-api/eventManagement/v4/hub', { callback: listener.url });
    await callAsSimulation('/turnup/v1/simulation/alarm', { at: '2027-03-02T12:00:00Z', reference: 'wait' });
    await page.getByRole('button', { name: 'Run 7 days' }).click();
    await page.getByRole('main').getByText('2 Mar 2027').first().waitFor();
    await page.getByRole('button', { name: /^Stop/ }).click();
    await page.getByText('The clock stands.').first().waitFor();
    listener.close();
  });

  async function callAsSimulation(path: string, body: object): Promise<void> {
    const account = { account: 'simulation', password: 'simulation-demo' };
    const { token } = (await (await post('/turnup/v1/session', account)).json()) as { token: string };
    const answer = await post(path, body, { authorization: `Bearer ${token}` });
    expect(answer.status, await answer.text()).toBe(201);
  }

  const post = (path: string, body: object, headers = {}): Promise<Response> =>
    fetch(system.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
});

/** A listener that takes notifications and answers none of them. */
async function deafListener(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
