/** The bridge between the sandboxed page and the lab: texts out, texts in, nothing else. */
import { contextBridge, ipcRenderer } from 'electron';

const channel = 'batchlab';

contextBridge.exposeInMainWorld('batchlab', {
  send: (text: string): void => ipcRenderer.send(channel, text),
  /** There is no end to it: the page listens as long as it lives. */
  onText(listener: (text: string) => void): void {
    // The event that comes first stays here: it would hand the page Electron's own objects.
    ipcRenderer.on(channel, (_event, text: string) => listener(text));
  },
});
