/** The lab's end of a wire: answers requests and pushes topics, as text; whatever comes in, it never throws. */
import { decode, encode } from '#contract/codec';
import { methods, topics } from '#contract/contract';
import type { Input, LabService, MethodName, Output, Topics } from '#contract/contract';
import { failureOf, LabError } from '#core/failure';
import { z } from 'zod';

export interface Server {
  /** One window or script. `send` must not throw. */
  connect(send: (text: string) => void): Connection;
}

export interface Connection {
  receive(text: string): void;
  /** Nothing is sent after this. */
  close(): void;
}

const incoming = z.union([
  z.strictObject({ id: z.int(), method: z.string(), input: z.unknown() }),
  z.strictObject({ subscribe: z.enum(topics) }),
  z.strictObject({ unsubscribe: z.enum(topics) }),
]);

/** Where a refusal can be sent to. */
const addressed = z.looseObject({ id: z.int() });

const badRequest = (method: string, problem: string): LabError => new LabError({ kind: 'badRequest', method, problem });

const sentence = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');

export function serve(service: LabService): Server {
  async function answer<Name extends MethodName>(name: Name, input: unknown): Promise<Output<Name>> {
    const checked = methods[name].input.safeParse(input);
    if (!checked.success) throw badRequest(name, sentence(checked.error));
    // The schema of this very method has let it pass.
    return service.handlers[name](checked.data as Input<Name>);
  }

  async function reply(id: number, method: string, input: unknown): Promise<string> {
    try {
      if (!isMethodName(method)) throw badRequest(method, 'there is no such method');
      return encode({ id, ok: await answer(method, input) });
    } catch (error) {
      return encode({ id, failure: failureOf(error) });
    }
  }

  return {
    connect(send) {
      const subscriptions = new Map<keyof Topics, () => void>();
      let isOpen = true;
      const sendIfOpen = (text: string): void => {
        if (isOpen) send(text);
      };
      const take = (message: z.output<typeof incoming>): void => {
        if ('method' in message) void reply(message.id, message.method, message.input).then(sendIfOpen);
        else if ('unsubscribe' in message) {
          subscriptions.get(message.unsubscribe)?.();
          subscriptions.delete(message.unsubscribe);
        } else if (!subscriptions.has(message.subscribe)) {
          const topic = message.subscribe;
          subscriptions.set(
            topic,
            service.subscribe(topic, (value) => sendIfOpen(encode({ topic, value }))),
          );
        }
      };
      return {
        receive(text) {
          if (!isOpen) return;
          let id: number | null = null;
          try {
            const value = decode(text);
            id = addressed.safeParse(value).data?.id ?? null;
            const message = incoming.safeParse(value);
            if (!message.success) throw badRequest('message', 'it has not the shape of a request');
            take(message.data);
          } catch (error) {
            sendIfOpen(encode({ id, failure: failureOf(error) }));
          }
        },
        close() {
          isOpen = false;
          for (const end of subscriptions.values()) end();
          subscriptions.clear();
        },
      };
    },
  };
}

function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
