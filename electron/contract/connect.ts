/**
 * The client's end of a wire: turns calls into text and replies into values, failures into LabErrors.
 * Wires are made elsewhere: in memory and over a WebSocket in `host`; in the renderer over a WebSocket to `/lab` of its own
 * origin, or over the preload bridge `window.batchlab: { send(text), onText(listener) }`, which is always connected.
 */
import { decode, encode } from '#contract/codec';
import type { LabClient, MethodName, Output, Topics } from '#contract/contract';
import type { Failure } from '#core/failure';
import { LabError } from '#core/failure';

/** Carries texts in order. The listeners are set once, before anything else. */
export interface Wire {
  /** Called only while connected. */
  send(text: string): void;
  onText(listener: (text: string) => void): void;
  /** Calls back with true when texts can be sent (now or later), and with false when the wire is lost or cannot be made. */
  onConnection(listener: (isConnected: boolean) => void): void;
  close(): void;
}

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: LabError) => void;
}

/** What a server sends; its own `encode` and the contract vouch for the types inside. */
type Incoming =
  | { readonly id: number | null; readonly ok: unknown }
  | { readonly id: number | null; readonly failure: Failure }
  | { readonly topic: keyof Topics; readonly value: Topics[keyof Topics] };

/** Calls made before the first connection wait for it; calls made after the wire was lost fail with `disconnected`. */
export function connect(wire: Wire): LabClient {
  const pending = new Map<number, PendingCall>();
  const topicListeners = new Map<keyof Topics, Set<(value: never) => void>>();
  const connectionListeners = new Set<(isConnected: boolean) => void>();
  let state: 'connecting' | 'connected' | 'lost' | 'closed' = 'connecting';
  let waiting: string[] = [];
  let lastId = 0;

  const send = (message: unknown): void => {
    const text = encode(message);
    if (state === 'connected') wire.send(text);
    else if (state === 'connecting') waiting.push(text);
  };

  const failPending = (): void => {
    waiting = [];
    for (const call of pending.values()) call.reject(new LabError({ kind: 'disconnected' }));
    pending.clear();
  };

  const connected = (): void => {
    const isBack = state === 'lost';
    state = 'connected';
    for (const text of waiting) wire.send(text);
    waiting = [];
    if (!isBack) return;
    for (const topic of topicListeners.keys()) send({ subscribe: topic });
    for (const listener of [...connectionListeners]) listener(true);
  };

  const lost = (): void => {
    state = 'lost';
    failPending();
    for (const listener of [...connectionListeners]) listener(false);
  };

  const settle = (message: Incoming): void => {
    if ('topic' in message) {
      // Listeners were filed under the topic whose values they take.
      for (const listener of [...(topicListeners.get(message.topic) ?? [])]) listener(message.value as never);
      return;
    }
    const call = message.id === null ? undefined : pending.get(message.id);
    if (message.id === null || call === undefined) return;
    pending.delete(message.id);
    if ('failure' in message) call.reject(new LabError(message.failure));
    else call.resolve(message.ok);
  };

  wire.onText((text) => {
    if (state !== 'connected') return;
    const message = read(text);
    if (message !== null) settle(message);
    else {
      wire.close();
      lost();
    }
  });
  wire.onConnection((isConnected) => {
    if (isConnected && (state === 'connecting' || state === 'lost')) connected();
    if (!isConnected && (state === 'connecting' || state === 'connected')) lost();
  });

  return {
    call<Name extends MethodName>(method: Name, input: unknown): Promise<Output<Name>> {
      return new Promise<unknown>((resolve, reject) => {
        if (state === 'lost' || state === 'closed') throw new LabError({ kind: 'disconnected' });
        lastId += 1;
        send({ id: lastId, method, input });
        pending.set(lastId, { resolve, reject });
        // The reply to this method has the output type of this method.
      }) as Promise<Output<Name>>;
    },
    subscribe(topic, listener) {
      const listeners = topicListeners.get(topic) ?? new Set();
      if (listeners.size === 0) send({ subscribe: topic });
      topicListeners.set(topic, listeners.add(listener));
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        topicListeners.delete(topic);
        send({ unsubscribe: topic });
      };
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      return () => void connectionListeners.delete(listener);
    },
    close() {
      state = 'closed';
      failPending();
      topicListeners.clear();
      connectionListeners.clear();
      wire.close();
    },
  };
}

/** null where the other end talks nonsense, which makes it as good as lost. */
function read(text: string): Incoming | null {
  try {
    const message = decode(text);
    if (typeof message !== 'object' || message === null) return null;
    // A record that our own server wrote, which is of the same build: its fields have the types of the contract.
    return message as Incoming;
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}
