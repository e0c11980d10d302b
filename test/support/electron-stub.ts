/**
 * Stands in for Electron, so that the bundled main process can run in Node: remembers what it is told, and lets a script press
 * its buttons. It proves how main.ts uses Electron's interface, not how Electron behaves.
 */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

const told: Record<string, unknown> = {};
const remember =
  (name: string) =>
  (...values: readonly unknown[]): void => {
    told[name] = values.length > 1 ? values : (values[0] ?? true);
  };
const nothing = (): void => undefined;

class StubApp extends EventEmitter {
  commandLine = { appendSwitch: (name: string) => (told[name] = true) };
  enableSandbox = remember('enableSandbox');
  setPath = remember('setPath');
  exit = (code: number): void => {
    told.exit = code;
    this.emit('left');
  };
  quit = (): void => {
    told.quit = true;
    const held: true[] = [];
    this.emit('before-quit', { preventDefault: () => held.push(true) });
    if (held.length === 0) this.emit('left');
  };
  getAppPath = (): string => process.env.STUB_APP_PATH ?? '';
  getPath = (): string => String((told.setPath as readonly unknown[])[1]);
  getVersion = (): string => '9.9.9';
  requestSingleInstanceLock = (): boolean => process.env.STUB_IS_SECOND !== 'yes';
  whenReady = (): Promise<void> => Promise.resolve();
}

class StubContents extends EventEmitter {
  sent: string[] = [];
  setWindowOpenHandler = remember('windowOpenHandler');
  isDestroyed = (): boolean => false;
  send(_channel: string, text: string): void {
    this.sent.push(text);
    this.emit('text', text);
  }
}

class StubWindow extends EventEmitter {
  webContents = new StubContents();
  isShown = false;
  constructor(options: unknown) {
    super();
    told.window = options;
    stub.window = this;
  }
  loadURL = (url: string): Promise<void> => {
    told.url = url;
    return Promise.resolve();
  };
  getNormalBounds = (): unknown => ({ x: 10, y: 20, width: 1000, height: 700 });
  isMaximized = (): boolean => false;
  isMinimized = (): boolean => false;
  maximize = nothing;
  focus = nothing;
  show(): void {
    this.isShown = true;
    this.emit('show');
  }
  hide(): void {
    this.isShown = false;
  }
}

export const app = new StubApp();
export const ipcMain = new EventEmitter();
export const BrowserWindow = StubWindow;
export const Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: remember('menu') };
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
export const dialog = {
  showErrorBox: remember('errorBox'),
  showMessageBox: remember('question'),
  showMessageBoxSync: (question: unknown): number => {
    told.questionAtStart = question;
    return Number(process.env.STUB_BUTTON);
  },
};
export const protocol = { registerSchemesAsPrivileged: remember('schemes'), handle: remember('protocol') };
export const session = {
  defaultSession: {
    setPermissionRequestHandler: remember('permissionRequest'),
    setPermissionCheckHandler: remember('permissionCheck'),
    setDevicePermissionHandler: remember('devicePermission'),
    webRequest: { onBeforeRequest: remember('beforeRequest') },
  },
};

/** A utility process is here a child of Node, whose `process.parentPort` it makes of its IPC channel. */
export const utilityProcess = {
  fork(entry: string) {
    const events = new EventEmitter();
    const child = fork(new URL('./utility-stub.ts', import.meta.url), [entry], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.on('message', (message) => events.emit('message', message));
    child.on('exit', (code) => events.emit('exit', code));
    return Object.assign(events, {
      stderr: child.stderr,
      postMessage: (message: object) => void child.send(message),
      kill: () => child.kill('SIGKILL'),
    });
  },
};

export interface Stub {
  readonly told: Readonly<Record<string, unknown>>;
  readonly app: StubApp;
  readonly ipcMain: EventEmitter;
  window: StubWindow | null;
}
const stub: Stub = { told, app, ipcMain, window: null };
/** For the script that presses the buttons. */
export const electronStub = stub;
