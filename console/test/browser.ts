import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const required = (process.env['TURNUP_REQUIRE'] ?? '').split(',').includes('browser');

/** Whether the browser tests can run. Where they must run and cannot, this throws instead of skipping. */
export function haveBrowser(): boolean {
  if (existsSync(executablePath)) return true;
  if (required) throw new Error(`TURNUP_REQUIRE names browser, and there is no ${executablePath}`);
  process.stderr.write(`console: skipped, there is no ${executablePath} (apt-get install chromium)\n`);
  return false;
}

/** A browser with what it asked for and what it complained of. */
export type Browser = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses of all requests. */
  readonly requested: string[];
  /** Errors of pages: exceptions, and what the console of the browser calls an error. */
  readonly errors: string[];
  close(): Promise<void>;
};

/** Debian's chromium without a window, with a profile of its own. */
export async function openBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'turnup-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  context.setDefaultTimeout(10_000);
  const page = context.pages()[0] ?? (await context.newPage());
  const requested: string[] = [];
  const errors: string[] = [];
  context.on('request', (request) => requested.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return {
    context,
    page,
    requested,
    errors,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Requests that left this machine. */
export const strangersAmong = (requested: readonly string[]): string[] =>
  requested.filter((url) => !/^(data:|blob:)/.test(url) && new URL(url).hostname !== '127.0.0.1');

/** Signs in with a built-in account through the page, as a person would. */
export async function signIn(page: Page, url: string, account: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(`${url}/sign-in`);
  await page.getByRole('textbox', { name: 'Account' }).fill(account);
  await page.locator('input[name=password]').fill(`${account}-demo`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((at) => at.pathname !== '/sign-in');
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What axe finds wrong with the page, each with the places, in the words that a failing test shows; by all rules of
 * WCAG 2.2 AA, or by the one for contrast.
 */
export async function violationsOf(page: Page, by: 'all' | 'contrast'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axeSource);
  const runOnly =
    by === 'all' ? { type: 'tag', values: levels } : { type: 'rule', values: ['color-contrast'] };
  return page.evaluate(async (only) => {
    type Node = { readonly target: readonly string[]; readonly failureSummary?: string };
    type Violation = { readonly id: string; readonly nodes: readonly Node[] };
    const { axe } = window as unknown as {
      axe: { run(options: unknown): Promise<{ readonly violations: readonly Violation[] }> };
    };
    const { violations } = await axe.run({ runOnly: only });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    );
  }, runOnly);
}
