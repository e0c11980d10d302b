/** The decision boundary under a real pointer: what its box says belongs to what is drawn there, at any zoom and in both themes. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PredictionReport } from '#core/probes/predictions';
import type { LabClient } from '#contract/contract';
import type { ExperimentSpec } from '#core/experiment/spec';
import { connectInMemory } from '#host/memory';
import { type RunningApp, startApp } from '#test/support/running-app';
import { modesWith } from '#test/support/specs';

let app: RunningApp;
let client: LabClient;
let runId: string;
beforeAll(async () => {
  app = await startApp();
  client = connectInMemory(app.lab.service);
  const ended = new Promise<void>((resolve) => {
    client.subscribe('experiment', ({ state }) => {
      if (state === 'finished') resolve();
    });
  });
  // Checked by the lab like any file.
  const spec = modesWith({ factors: [], replicates: 1, 'budget.amount': 60, record: { keepWeights: { atEnd: true } } }) as ExperimentSpec;
  runId = `${(await client.call('experiments.start', { spec })).id}.1.1`;
  await ended;
});
afterAll(async () => {
  client.close();
  await app.close();
});

/** What the box beside the pointer says, and the colour of its key. */
interface Said {
  readonly x: number;
  readonly y: number;
  readonly answer: string;
  readonly percent: number;
  readonly colour: readonly number[];
}

async function said(page: Page): Promise<Said | null> {
  const box = page.locator('.box[aria-hidden=true]');
  if ((await box.count()) === 0) return null;
  const text = (await box.innerText()).replaceAll('\u2212', '-');
  const heading = /^feature 1 (-?[\d.]+), feature 2 (-?[\d.]+)/.exec(text);
  const answer = /answer\s+(.+?)\s+(\d+)\s*% sure/.exec(text);
  expect([text, heading !== null, answer !== null]).toEqual([text, true, true]);
  const colour = await box
    .locator('svg line, svg path')
    .first()
    .evaluate((key) => getComputedStyle(key).stroke);
  return {
    x: Number(heading?.[1]),
    y: Number(heading?.[2]),
    answer: answer?.[1] ?? '',
    percent: Number(answer?.[2]),
    colour: (colour.match(/\d+/g) ?? []).slice(0, 3).map(Number),
  };
}

/** Red, green, blue that the canvas of a figure shows at a place of the window. */
function drawnAt(page: Page, x: number, y: number): Promise<readonly number[]> {
  return page
    .getByRole('figure', { name: 'Decision boundary' })
    .locator('canvas')
    .first()
    .evaluate(
      (canvas, [left, top]) => {
        if (!(canvas instanceof HTMLCanvasElement)) throw new Error('charts are drawn on a canvas');
        const box = canvas.getBoundingClientRect();
        const scale = canvas.width / box.width;
        const pen = canvas.getContext('2d');
        if (pen === null) throw new Error('a canvas of a chart has a pen');
        const { data } = pen.getImageData(Math.floor((left - box.left) * scale), Math.floor((top - box.top) * scale), 1, 1);
        return [...data].slice(0, 3);
      },
      [x, y] as const,
    );
}

const nearest = (middles: ArrayLike<number>, place: number): number =>
  Array.from(middles).reduce((best, middle, index, all) => (Math.abs(middle - place) < Math.abs(all[best] - place) ? index : best), 0);

/** Whether a row of the split lies so near that its mark may hide the ground. */
const isBare = ({ points, x, y }: NonNullable<PredictionReport['map']>, at: Said): boolean => {
  const [width, height] = [x[x.length - 1] - x[0], y[y.length - 1] - y[0]];
  return !Array.from(points.x).some((px, index) => Math.hypot((px - at.x) / width, (points.y[index] - at.y) / height) < 0.035);
};

describe.each([
  ['light', 1],
  ['light', 2],
  ['dark', 1],
  ['dark', 2],
] as const)('in the %s theme at zoom %i', (theme, zoom) => {
  it('the box says place, class and certainty of what is drawn under the pointer', async () => {
    const { map, classes } = await client.call('runs.predictions', { runId, at: 'end', split: 'test', bins: 10, samples: 1, map: 64 });
    if (map === null || classes === null) throw new Error('two features make a map');
    // Zooming makes a window of fewer, larger pixels.
    const { page, context, offences, picture } = await app.open(theme, { width: 1280 / zoom, height: 800 / zoom });
    const protocol = await context.newCDPSession(page);
    const size = { width: 1280 / zoom, height: 800 / zoom };
    await protocol.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: zoom, mobile: false });
    await page.evaluate((hash) => (location.hash = hash), `#/history/${runId.split('.')[0]}/${runId}`);
    const figure = page.getByRole('figure', { name: 'Decision boundary' });
    await figure.scrollIntoViewIfNeeded();
    const canvas = figure.locator('canvas').first();
    await canvas.waitFor();
    await picture(`decision-map-zoom-${String(zoom)}`);
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('the chart has no size');

    const found: Said[] = [];
    let compared = 0;
    for (let row = 1; row < 8; row++) {
      let last = -Infinity;
      for (let column = 1; column < 9; column++) {
        const [x, y] = [Math.round(box.x + (box.width * column) / 9), Math.round(box.y + (box.height * row) / 8)];
        await page.mouse.move(x, y);
        await page.waitForTimeout(30);
        const one = await said(page);
        if (one === null) continue;
        found.push(one);
        expect(one.x).toBeGreaterThan(last);
        last = one.x;
        // What the network says there, by the lab's own map of it, up to a cell beside the one that is drawn.
        const at = nearest(map.y, one.y) * map.x.length + nearest(map.x, one.x);
        if (map.value[at] < 0.95 || !isBare(map, one)) continue;
        expect([one.answer, one.percent >= 85]).toEqual([classes.names[map.answer[at]], true]);
        const drawn = await drawnAt(page, x, y);
        const distance = Math.max(...drawn.map((value, index) => Math.abs(value - one.colour[index])));
        expect([x, y, distance < 30 || drawn, one]).toEqual([x, y, true, one]);
        compared++;
      }
    }
    expect(new Set(found.map(({ answer }) => answer)).size).toBe(3);
    expect(compared).toBeGreaterThan(8);
    // The plot goes from end to end of the map, half a cell beyond its outermost middles.
    const xs = found.map(({ x }) => x);
    expect((Math.max(...xs) - Math.min(...xs)) / (map.x[map.x.length - 1] - map.x[0])).toBeGreaterThan(0.6);
    await page.mouse.move(box.x + box.width / 2, box.y - 30);
    await page.waitForTimeout(50);
    expect(await said(page)).toBeNull();
    expect(offences).toEqual([]);
    await context.close();
  });
});
