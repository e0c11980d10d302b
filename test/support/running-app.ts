/** The whole app for a test: a real lab on a new data folder, its browser host, and a page that watches what the app must never do. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildRendererIfStale } from '#cli/build-renderer';
import { composeLab, type ComposedLab } from '#cli/compose';
import { startSocketServer, type SocketServer } from '#host/socket-server';
import { launchBrowser } from '#test/support/browser';

const SCREENSHOTS = join(import.meta.dirname, '..', '..', '.screenshots');

export interface RunningApp {
  readonly lab: ComposedLab;
  readonly address: string;
  /** A window of its own: profile, theme, size. */
  readonly open: (theme?: 'light' | 'dark', size?: { readonly width: number; readonly height: number }) => Promise<AppPage>;
  readonly close: () => Promise<void>;
}

export interface AppPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What no window may ever have: requests that leave this computer, broken content policies, uncaught errors. */
  readonly offences: readonly string[];
  /** Writes a picture into .screenshots/ for people to look at. */
  readonly picture: (name: string) => Promise<void>;
}

/** On a new data folder, or on one that is there; either is gone afterwards. */
export async function startApp(directory: string = mkdtempSync(join(tmpdir(), 'batchlab-e2e-'))): Promise<RunningApp> {
  const rendererDirectory = await buildRendererIfStale(() => undefined);
  const lab = await composeLab({ dataDirectory: directory, mode: 'write', engine: 'auto', workers: null });
  const server: SocketServer = await startSocketServer({ service: lab.service, rendererDirectory, port: 0 });
  await lab.warmUp();
  const browser: Browser = await launchBrowser();
  mkdirSync(SCREENSHOTS, { recursive: true });
  return {
    lab,
    address: server.address,
    open: (theme = 'light', size = { width: 1280, height: 800 }) => openPage(browser, server.address, theme, size),
    close: async () => {
      await browser.close();
      await server.close();
      await lab.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function openPage(
  browser: Browser,
  address: string,
  theme: 'light' | 'dark',
  size: { readonly width: number; readonly height: number },
): Promise<AppPage> {
  const context = await browser.newContext({ viewport: size, colorScheme: theme, reducedMotion: 'reduce' });
  const offences: string[] = [];
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'data:' && protocol !== 'blob:') offences.push(`request to ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => offences.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') offences.push(`console: ${message.text()}`);
  });
  await page.goto(address);
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return {
    page,
    context,
    offences,
    picture: async (name) => {
      await chartsDrawn(page);
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${theme}.png`) });
    },
  };
}

const DRAWING_MS = 3000;

/** Charts take turns: a picture waits for those that can be seen. One that a scrolled part hides is never drawn, and not waited for long. */
async function chartsDrawn(page: Page): Promise<void> {
  const isDrawn = (): boolean =>
    [...document.querySelectorAll('figure .canvas')].every((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom < 0 || top > innerHeight || element.querySelector('canvas') !== null;
    });
  await page.waitForFunction(isDrawn, undefined, { timeout: DRAWING_MS }).catch(() => undefined);
}
