/** `serve` as a person starts it: it prints one address, answers there only to who has the key, and ends cleanly. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { batchlab, start } from '#test/cli/spawn-batchlab';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-serve-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 5 }));

test(
  'serve prints its address, serves the lab there, has its folder and its port alone, and ends with Ctrl-C',
  { timeout: 120_000 },
  async () => {
    const serving = start('serve', '--no-open', '--data-dir', join(folder, 'first'));
    const address = new URL(await serving.says(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/));
    const welcome = await fetch(address, { redirect: 'manual' });
    const cookie = welcome.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(new URL('/', address), { headers: { cookie } });
    expect(await page.text()).toContain('<title>');
    expect((await fetch(new URL('/', address))).status).toBe(403);

    const [sameFolder, samePort] = await Promise.all([
      batchlab('serve', '--no-open', '--data-dir', join(folder, 'first')),
      batchlab('serve', '--no-open', '--port', address.port, '--data-dir', join(folder, 'second')),
    ]);
    expect([sameFolder.exitCode, sameFolder.out]).toEqual([1, '']);
    expect(sameFolder.err).toContain('is in use by');
    expect([samePort.exitCode, samePort.out]).toEqual([1, '']);
    expect(samePort.err).toContain(`Port ${address.port} is in use.`);

    serving.interrupt();
    const ended = await serving.ended;
    expect(ended.exitCode).toBe(0);
    expect(ended.out).toBe(`Batch Size Lab: ${address.href}\n`);
  },
);
