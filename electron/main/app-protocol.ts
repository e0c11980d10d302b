/** Answers `batchlab://app/...` with the files of the built renderer and their headers, and everything else with 404. */
import { resolveStatic, securityHeaders } from '#host/static-files';
import { appOrigin } from '#main/security';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function answerRequest(url: string, rendererDirectory: string): Promise<Response> {
  const file = url.startsWith(`${appOrigin}/`) ? resolveStatic(url.slice(appOrigin.length)) : null;
  if (file === null) return notFound();
  try {
    const body = new Uint8Array(await readFile(join(rendererDirectory, file.path)));
    return new Response(body, { headers: { ...securityHeaders(null), 'Content-Type': file.contentType } });
  } catch (error) {
    if (error instanceof Error && 'code' in error) return notFound();
    throw error;
  }
}

function notFound(): Response {
  const headers = { ...securityHeaders(null), 'Content-Type': 'text/plain; charset=utf-8' };
  return new Response('There is no such page.\n', { status: 404, headers });
}
