/** The desktop app: one lab, one window, one instance. What it decides is decided in the pure files beside it. */
import { describe, failureOf, LabError } from '#core/failure';
import { composeLab, defaultDataDirectory } from '#host/compose-lab';
import type { Lab } from '#lab/lab';
import { answerRequest } from '#main/app-protocol';
import { dataDirectoryFrom } from '#main/arguments';
import { closeAction, closeQuestion, shouldQuit, stayButton } from '#main/close-decision';
import type { CloseAction, CloseQuestion } from '#main/close-decision';
import { serveOverIpc } from '#main/electron-wire';
import { menuTemplate } from '#main/menu';
import { mayRequest, mayUsePermission, scheme, schemePrivileges } from '#main/security';
import { quitButton, restoreAction, restoreOffer } from '#main/restore-offer';
import { electronProcess } from '#main/utility-process';
import { openWindow } from '#main/window';
import { restoreBackup } from '#store/open-store';
import { app, dialog, ipcMain, Menu, protocol, session, utilityProcess } from 'electron';
import type { BrowserWindow } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = app.getAppPath();
const built = (...path: readonly string[]): string => join(root, 'dist', ...path);

// Both must be said before Electron is ready.
protocol.registerSchemesAsPrivileged([{ scheme, privileges: schemePrivileges }]);
app.enableSandbox();
for (const chatter of ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability'])
  app.commandLine.appendSwitch(chatter);

// Chromium's own files, and with them the lock of the one instance, lie in the data folder: another folder is another lab.
const dataDirectory = dataDirectoryFrom(process.argv) ?? defaultDataDirectory();
const windowDirectory = join(dataDirectory, 'window');

if (!ownFolder()) app.exit(1);
else if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

function ownFolder(): boolean {
  try {
    mkdirSync(windowDirectory, { recursive: true });
    app.setPath('userData', windowDirectory);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(new LabError({ kind: 'unreadableFile', file: dataDirectory, reason }));
    return false;
  }
}

function start(): void {
  try {
    const lab = openLab();
    if (lab === null) app.exit(1);
    else run(lab);
  } catch (error) {
    refuse(error);
    app.exit(1);
  }
}

/** Offers a backup in the place of a damaged history; null where the person would rather leave it as it is. */
function openLab(): Lab | null {
  try {
    return compose();
  } catch (error) {
    const offer = restoreOffer(failureOf(error));
    if (offer === null) throw error;
    const { message, detail, buttons } = offer;
    const button = dialog.showMessageBoxSync({ type: 'error', message, detail, buttons: [...buttons], cancelId: quitButton });
    if (restoreAction(button) === 'quit') return null;
    restoreBackup(dataDirectory, null);
    return compose();
  }
}

function compose(): Lab {
  return composeLab({
    dataDirectory,
    mode: 'write',
    engine: 'auto',
    workers: null,
    startProcess: electronProcess(built('engine', 'entry.js'), (...given) => utilityProcess.fork(...given)),
    hasScreens: true,
    importWorker: pathToFileURL(built('importer', 'worker.js')),
    checkpointWorker: pathToFileURL(built('tidier', 'worker.js')),
    resourcesDirectory: join(root, 'resources'),
    appVersion: app.getVersion(),
    holder: 'the Batch Size Lab window',
  });
}

function refuse(error: unknown): void {
  dialog.showErrorBox('Batch Size Lab cannot start', describe(failureOf(error)));
}

function run(lab: Lab): void {
  guardSession();
  serveOverIpc(lab, ipcMain);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform)));
  const window = openWindow({
    preload: built('preload', 'preload.cjs'),
    state: join(app.getPath('userData'), 'window.json'),
  });
  const show = (): void => {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  app.on('second-instance', show);
  app.on('activate', show);
  quitCarefully(lab, window);
  // What is wrong with the engine stands in the status then.
  lab.warmUp().catch(() => undefined);
}

function guardSession(): void {
  const { defaultSession } = session;
  protocol.handle(scheme, (request) => answerRequest(request.url, built('renderer')));
  defaultSession.setPermissionRequestHandler((_page, _permission, answer) => answer(mayUsePermission()));
  defaultSession.setPermissionCheckHandler(mayUsePermission);
  defaultSession.setDevicePermissionHandler(mayUsePermission);
  defaultSession.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayRequest(details.url) }));
}

/** Closing the window and quitting are one thing: first ask, then save, then go. */
function quitCarefully(lab: Lab, window: BrowserWindow): void {
  let isDeciding = false;
  let isInBackground = false;

  const quit = async (): Promise<void> => {
    isDeciding = true;
    await lab.close();
    app.exit(0);
  };
  const ask = async (question: CloseQuestion): Promise<CloseAction> => {
    const { message, detail, buttons } = question;
    const asked = await dialog.showMessageBox(window, { type: 'question', message, detail, buttons: [...buttons], cancelId: stayButton });
    return closeAction(asked.response);
  };
  const decide = async (): Promise<void> => {
    if (isDeciding) return;
    isDeciding = true;
    const question = closeQuestion(await lab.handlers['lab.status']({}));
    const action = question === null ? 'quit' : await ask(question);
    if (action === 'quit') await quit();
    isDeciding = false;
    isInBackground = action === 'hide';
    if (isInBackground) window.hide();
  };
  const fail = (error: unknown): void => {
    dialog.showErrorBox('Batch Size Lab could not save everything', describe(failureOf(error)));
    app.exit(1);
  };

  window.on('show', () => (isInBackground = false));
  window.on('close', (event) => {
    event.preventDefault();
    decide().catch(fail);
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    decide().catch(fail);
  });
  lab.subscribe('status', (status) => {
    if (!isDeciding && shouldQuit(isInBackground, status)) quit().catch(fail);
  });
}
