/** What Electron does for the entry file of a utility process: gives it `process.parentPort`, then loads it. */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

const port = new EventEmitter();
Object.assign(process, { parentPort: Object.assign(port, { postMessage: (message: object) => process.send?.(message) }) });
process.on('message', (data) => port.emit('message', { data }));
process.on('disconnect', () => process.exit(0));
await import(pathToFileURL(process.argv[2]).href);
