// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server as HttpsServer, createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Cloud, FaultAction, FaultSource, Identity } from '../../seam';
import type { Pod } from '../model';
import type { Objects } from '../objects';
import type { Served } from '../served';
import { StatusError, badRequest, noSuchPath, unauthorized } from '../status';
import type { Certificates } from '../tls';
import { Authorizer, anonymous } from './authorization';
import { discover } from './discovery';
import type { Faults } from './faults';
import { Handled, Handler } from './handler';
import { Lists } from './lists';
import { RequestInfo, operationOf, parseRequest } from './request';
import { review } from './reviews';
import { Watches } from './watches';

const MAX_BODY = 3 * 2 ** 20;
/** What the router says where nothing is served at all: no Status. */
const NO_PAGE: Handled = { code: 404, body: '404 page not found\n' };
const HEALTH = new Set(['/healthz', '/livez', '/readyz']);

export interface ServerOptions {
  clusterArn: string;
  version: string;
  objects: Objects;
  served: Served;
  faults: Faults;
  external: FaultSource;
  authenticate(token: string): Promise<Identity | undefined>;
  used?: Cloud['used'];
  certificates: Certificates;
  /** Another authority's certificate, made when trust is to fail. */
  foreign(): Promise<Certificates>;
  evictionAsked(
    pod: Pod,
    by: string,
    outcome: { accepted: object } | { refused: StatusError },
  ): void;
}

/** What faults make of a request besides answering it late. */
interface Conduct {
  cutBefore: boolean;
  cutAfter: boolean;
  hangBefore: boolean;
  hangAfter: boolean;
  expireTokens: boolean;
  error?: StatusError;
  /** After the request was carried out. */
  lateError?: StatusError;
}

/** The HTTPS listener of one cluster. */
export class ApiServer {
  readonly #server: HttpsServer;
  readonly #sockets = new Set<Socket>();
  readonly #authorizer: Authorizer;
  readonly #watches: Watches;
  readonly #handler: Handler;
  #port = 0;
  #trusted = true;
  #conforming: Promise<void> = Promise.resolve();

  constructor(private readonly options: ServerOptions) {
    const { objects, certificates } = options;
    const lists = new Lists(objects.store);
    this.#authorizer = new Authorizer(objects.store);
    this.#watches = new Watches(objects.store, lists);
    this.#handler = new Handler(
      objects,
      lists,
      this.#watches,
      options.evictionAsked,
    );
    this.#server = createServer(
      { ...certificates.server, keepAliveTimeout: 120_000, noDelay: true },
      (request, response) => {
        void this.#serve(request, response);
      },
    );
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // A client that distrusts our certificate breaks the handshake; that is its business.
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  get endpoint(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  async listen(port = 0): Promise<void> {
    try {
      await this.#bind(port);
    } catch (error) {
      // The port of before a restart may be somebody else's by now.
      if (
        port === 0 ||
        // Judged by its code: errors of Node's own modules come from another realm under test.
        !(
          typeof error === 'object' &&
          error !== null &&
          'code' in error &&
          error.code === 'EADDRINUSE'
        )
      )
        throw error;
      await this.#bind(0);
    }
  }

  async #bind(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address: AddressInfo | string | null = this.#server.address();
    if (address && typeof address === 'object') this.#port = address.port;
  }

  /** Makes the listener what the standing faults say, one change after the other. */
  conform(): Promise<void> {
    this.#conforming = this.#conforming.then(() => this.#conform());
    return this.#conforming;
  }

  async #conform(): Promise<void> {
    const { faults, certificates, foreign } = this.options;
    const trusted = !faults.has('wrong-ca');
    if (trusted !== this.#trusted) {
      this.#trusted = trusted;
      this.#server.setSecureContext(
        trusted ? certificates.server : (await foreign()).server,
      );
      this.#cutAll();
    }
    const open = !faults.has('refuse-connections');
    if (open && !this.#server.listening) await this.listen(this.#port);
    if (!open && this.#server.listening) {
      this.#server.close();
      this.#cutAll();
    }
  }

  async close(): Promise<void> {
    this.#watches.closeAll();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#cutAll();
    await closed;
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      const info = parseRequest(
        request.method ?? 'GET',
        request.url ?? '/',
        this.options.served,
      );
      const body = await readBody(request);
      const identity = await this.#authenticate(request);
      if (this.options.faults.overloaded()) {
        // As priority and fairness refuses: plain text, no Status, no cause.
        response.writeHead(429, {
          'Retry-After': '1',
          'Content-Type': 'text/plain; charset=utf-8',
        });
        response.end('Too many requests, please try again later.\n');
        return;
      }
      const conduct = await this.#conduct(info, identity);
      if (conduct.cutBefore) {
        request.socket.destroy();
        return;
      }
      if (conduct.hangBefore) return;
      if (conduct.error) throw conduct.error;
      this.#authorizer.check(identity, info);
      if (info.type === 'resource')
        this.options.used?.(identity, {
          verb: info.verb,
          group: info.resource.group,
          resource: info.resource.plural,
          ...(info.subresource ? { subresource: info.subresource } : {}),
        });
      const handled = this.#answer(
        info,
        request,
        body,
        identity,
        response,
        conduct.expireTokens,
      );
      if (conduct.lateError) throw conduct.lateError;
      if (conduct.cutAfter) request.socket.destroy();
      else if (handled && !conduct.hangAfter) send(response, handled);
    } catch (error) {
      const status =
        error instanceof StatusError
          ? error
          : new StatusError(
              500,
              'InternalError',
              `Internal error occurred: ${
                error instanceof Error ? error.message : String(error)
              }`,
            );
      const retry = status.details?.retryAfterSeconds;
      send(
        response,
        { code: status.code, body: `${JSON.stringify(status.body())}\n` },
        retry,
      );
    }
  }

  async #authenticate(request: IncomingMessage): Promise<Identity> {
    const header = request.headers.authorization;
    if (!header) return anonymous;
    const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
    const identity =
      token === undefined ? undefined : await this.options.authenticate(token);
    if (!identity) throw unauthorized();
    return {
      ...identity,
      groups: [...new Set([...identity.groups, 'system:authenticated'])],
    };
  }

  async #conduct(info: RequestInfo, identity: Identity): Promise<Conduct> {
    const conduct: Conduct = {
      cutBefore: false,
      cutAfter: false,
      hangBefore: false,
      hangAfter: false,
      expireTokens: false,
    };
    for (const fault of this.options.faults.take(info, identity.username)) {
      if (fault.type === 'slow') await pause(fault.ms);
      else if (fault.type === 'cut-before') conduct.cutBefore = true;
      else if (fault.type === 'cut-after') conduct.cutAfter = true;
      else if (fault.type === 'expire-continue') conduct.expireTokens = true;
      else if (fault.type === 'answer')
        conduct.error = statusFor(
          fault.status,
          fault.reason,
          fault.message,
          fault.retryAfterSeconds,
        );
    }
    const { clusterArn, external } = this.options;
    for (const action of external.take({
      service: 'kubernetes',
      operation: operationOf(info),
      clusterArn,
      caller: identity.username,
      resource: () =>
        info.type === 'resource'
          ? [info.namespace, info.name].filter(Boolean).join('/')
          : undefined,
    })) {
      await this.#apply(action, conduct);
    }
    return conduct;
  }

  async #apply(action: FaultAction, conduct: Conduct): Promise<void> {
    switch (action.type) {
      case 'latency':
        await pause(action.milliseconds);
        break;
      case 'drop':
        if (action.effect) conduct.cutAfter = true;
        else conduct.cutBefore = true;
        break;
      case 'timeout':
        if (action.effect) conduct.hangAfter = true;
        else conduct.hangBefore = true;
        break;
      default: {
        const error = statusFor(
          action.status,
          action.code,
          action.message,
          action.retryAfterSeconds,
        );
        if (action.effect) conduct.lateError = error;
        else conduct.error = error;
      }
    }
  }

  #answer(
    info: RequestInfo,
    request: IncomingMessage,
    body: unknown,
    identity: Identity,
    response: ServerResponse,
    expireTokens: boolean,
  ): Handled | undefined {
    if (info.type === 'unknown-resource') {
      if (!this.options.served.groups().has(info.group)) return NO_PAGE;
      throw noSuchPath();
    }
    if (info.type === 'resource') {
      if (info.resource.virtual) {
        if (info.verb !== 'create') throw noSuchPath();
        return {
          code: 201,
          body: `${JSON.stringify(
            review(info.resource, body, identity, this.#authorizer),
          )}\n`,
        };
      }
      return this.#handler.handle(
        info,
        request,
        body,
        identity,
        response,
        expireTokens,
      );
    }
    if (HEALTH.has(info.path)) return { code: 200, body: 'ok' };
    if (info.path === '/version')
      return {
        code: 200,
        body: JSON.stringify(versionOf(this.options.version)),
      };
    const found = discover(
      info.path,
      this.options.served,
      this.endpoint.slice('https://'.length),
    );
    return found ? { code: 200, body: `${JSON.stringify(found)}\n` } : NO_PAGE;
  }
}

const REASONS: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function statusFor(
  code: number,
  reason = REASONS[code] ?? 'InternalError',
  message?: string,
  retryAfterSeconds?: number,
): StatusError {
  return new StatusError(
    code,
    reason,
    message ?? `the sandbox was asked to answer ${code} here`,
    retryAfterSeconds ? { retryAfterSeconds } : undefined,
  );
}

function versionOf(version: string): object {
  const [major, minor] = version.split('.');
  return {
    major,
    minor,
    gitVersion: `v${version}.4-eks-sandbox`,
    gitTreeState: 'clean',
    platform: 'linux/amd64',
  };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY)
      throw new StatusError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${MAX_BODY}`,
      );
    chunks.push(chunk);
  }
  if (!size) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw badRequest(
      `couldn't get version/kind; json parse error: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
}

function send(
  response: ServerResponse,
  { code, body }: Handled,
  retryAfterSeconds?: number,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(code, {
    'Content-Type': body.startsWith('{')
      ? 'application/json'
      : 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache, private',
    ...(retryAfterSeconds ? { 'Retry-After': String(retryAfterSeconds) } : {}),
  });
  response.end(body);
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}
