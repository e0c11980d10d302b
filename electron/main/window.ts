/** The one window: where it opens, what it may do, and what happens when its page dies. */
import { appOrigin, mayNavigate, webPreferences, windowOpenAnswer } from '#main/security';
import { restoredState, saveState } from '#main/window-state';
import { BrowserWindow, dialog, screen } from 'electron';

export interface WindowFiles {
  readonly preload: string;
  /** Where its place is kept between starts. */
  readonly state: string;
}

export function openWindow(files: WindowFiles): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const saved = restoredState(files.state, areas);
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...saved?.bounds,
    minWidth: 900,
    minHeight: 600,
    title: 'Batch Size Lab',
    show: false,
    webPreferences: { ...webPreferences, preload: files.preload },
  });
  if (saved?.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => saveState(files.state, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }));

  const { webContents } = window;
  webContents.setWindowOpenHandler(() => windowOpenAnswer);
  const stayHome = (details: { readonly url: string; preventDefault(): void }): void => {
    if (!mayNavigate(details.url)) details.preventDefault();
  };
  webContents.on('will-navigate', stayHome);
  webContents.on('will-frame-navigate', stayHome);
  webContents.on('will-redirect', stayHome);
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason);
  });
  void window.loadURL(`${appOrigin}/`);
  return window;
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The window stopped working.',
    detail: `Training goes on and nothing is lost (${reason}).`,
    buttons: ['Open it again', 'Leave it'],
  });
  if (response === 0 && !window.isDestroyed()) window.reload();
}
