/** The lab and its user in one process. Everything still goes through the codec, so that what works here works over every wire. */
import { connect } from '#contract/connect';
import type { LabClient, LabService } from '#contract/contract';
import { serve } from '#contract/serve';

export function connectInMemory(service: LabService): LabClient {
  let toClient: (text: string) => void = () => undefined;
  const connection = serve(service).connect((text) => queueMicrotask(() => toClient(text)));
  return connect({
    send: (text) => queueMicrotask(() => connection.receive(text)),
    onText: (listener) => (toClient = listener),
    onConnection: (listener) => listener(true),
    close: () => connection.close(),
  });
}
