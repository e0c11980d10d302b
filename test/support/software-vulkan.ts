/** The software Vulkan device that comes inside the headless-Chromium package, for engine processes on machines without a graphics card. */
import chromiumPackage from '@sparticuz/chromium';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeProcess } from '#engine/process/node-process';
import type { StartProcess } from '#engine/process/protocol';

/** Whether the package carries a device for this system. Here it must load; elsewhere tests that need it are skipped. */
export const hasSoftwareVulkan = process.platform === 'linux' && process.arch === 'x64';

/** Starts engine processes that find the software device as if it were a graphics card. */
export async function softwareVulkanProcess(): Promise<StartProcess> {
  const folder = dirname(await chromiumPackage.executablePath());
  const library = join(folder, 'libvk_swiftshader.so');
  for (const file of [library, join(folder, 'libvulkan.so.1')]) {
    if (!existsSync(file)) throw new Error(`@sparticuz/chromium did not unpack ${file}`);
  }
  const description = join(mkdtempSync(join(tmpdir(), 'software-vulkan-')), 'icd.json');
  writeFileSync(description, JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: library, api_version: '1.1.0' } }));
  return nodeProcess(undefined, { VK_ICD_FILENAMES: description, LD_LIBRARY_PATH: folder });
}
