/** The lab as the screens call it: over the preload bridge inside Electron, over a WebSocket in a browser. */
import { connect } from '#contract/connect';
import type { LabClient } from '#contract/contract';
import { type Bridge, bridgeWire } from '#renderer/lab/bridge-wire.ts';
import { socketWire } from '#renderer/lab/socket-wire.ts';

declare global {
  interface Window {
    readonly batchlab?: Bridge;
  }
}

export function connectLab({ batchlab, location }: Window): LabClient {
  if (batchlab !== undefined) return connect(bridgeWire(batchlab));
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const address = `${scheme}://${location.host}/lab`;
  return connect(socketWire(() => new WebSocket(address)));
}
