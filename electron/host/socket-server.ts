/**
 * The lab for a browser: the built renderer over HTTP and the contract over a WebSocket at `/lab`, on the loopback address only.
 * The address that is printed carries a random token; the first request with it gets a cookie, and nothing is served without.
 */
import type { LabService } from '#contract/contract';
import { serve } from '#contract/serve';
import type { Connection } from '#contract/serve';
import { LabError } from '#core/failure';
import { gateFor, judgeRequest, mayUpgrade } from '#host/gate';
import type { Visitor } from '#host/gate';
import { resolveStatic, securityHeaders } from '#host/static-files';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

export interface SocketServerOptions {
  readonly service: LabService;
  /** The built renderer. */
  readonly rendererDirectory: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface SocketServer {
  /** To open in a browser: `http://127.0.0.1:4173/?token=...` */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** 256 MB of imported data, as base64 with room for the rest. */
const largestMessageBytes = 360 * 1024 * 1024;
const pingEveryMs = 30_000;

/** Throws LabError `conflict` where the port is taken. */
export async function startSocketServer({ service, rendererDirectory, port: wantedPort }: SocketServerOptions): Promise<SocketServer> {
  const http = createServer();
  const port = await listen(http, wantedPort);
  const gate = gateFor(randomBytes(16).toString('base64url'), port);
  const address = `http://127.0.0.1:${port}/?token=${gate.token}`;

  http.on('request', (request, response) => {
    const visitor = visitorOf(request);
    const reply = (status: number, body: string | Buffer, headers: OutgoingHttpHeaders): void => {
      const webSocketOrigin = `ws://${visitor.host ?? ''}`;
      response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...securityHeaders(webSocketOrigin), ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const verdict = judgeRequest(gate, visitor);
    if (verdict === 'refuse')
      reply(403, 'Batch Size Lab: please open the address that was printed where the lab was started; it contains a key.\n', {});
    else if (request.method !== 'GET' && request.method !== 'HEAD') reply(405, 'This cannot be done here.\n', { Allow: 'GET, HEAD' });
    else if (verdict === 'giveCookie')
      reply(303, '', { Location: '/', 'Set-Cookie': `${gate.cookieName}=${gate.token}; HttpOnly; SameSite=Strict; Path=/` });
    else {
      const file = resolveStatic(visitor.target);
      const missing = (): void => reply(404, 'There is no such page.\n', {});
      if (file === null) missing();
      else readFile(join(rendererDirectory, file.path)).then((body) => reply(200, body, { 'Content-Type': file.contentType }), missing);
    }
  });

  const server = serve(service);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessageBytes, perMessageDeflate: false });
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!mayUpgrade(gate, visitorOf(request))) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      attach(
        webSocket,
        server.connect((text) => webSocket.send(text)),
      ),
    );
  });

  const pinging = setInterval(() => {
    for (const webSocket of sockets.clients) pingOrDrop(webSocket);
  }, pingEveryMs);
  pinging.unref();

  return {
    address,
    port,
    async close() {
      clearInterval(pinging);
      for (const webSocket of sockets.clients) webSocket.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function visitorOf(request: IncomingMessage): Visitor {
  const { host, origin, cookie } = request.headers;
  return { target: request.url ?? '', host, origin, cookie };
}

function listen(http: HttpServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.on('error', (error: NodeJS.ErrnoException) => {
      const problem = error.code === 'EADDRINUSE' ? `Port ${port} is in use. Choose another one, or leave it out.` : error.message;
      reject(new LabError({ kind: 'conflict', problem }));
    });
    http.listen(port, '127.0.0.1', () => {
      const bound = http.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

function attach(webSocket: WebSocket, connection: Connection): void {
  isAlive.add(webSocket);
  webSocket.on('pong', () => isAlive.add(webSocket));
  webSocket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) webSocket.close(1003);
    else connection.receive(data.toString('utf8'));
  });
  // What is wrong with the peer (bad UTF-8, a message too large) is in the close code that it gets.
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('close', () => connection.close());
}

/** Sockets that have answered since the last ping. */
const isAlive = new WeakSet<WebSocket>();

function pingOrDrop(webSocket: WebSocket): void {
  if (!isAlive.delete(webSocket)) webSocket.terminate();
  else webSocket.ping();
}
