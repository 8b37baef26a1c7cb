// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createSecureContext, type ConnectionOptions } from 'node:tls';
import { KubeConfig, type RequestContext } from '@kubernetes/client-node';
import { Agent } from 'undici';
import type { BearerToken } from './token';

/** Where a cluster's API is, and whose certificates it is trusted by. */
export interface Endpoint {
  /** `https://…`, without a trailing slash. */
  server: string;
  /** Base64 of PEM; without it the certificates that Node trusts. */
  caData?: string;
}

/** Certificates for all connections of a pool: each would parse them again, and keep them. */
function trusting(ca: string): ConnectionOptions {
  try {
    return { secureContext: createSecureContext({ ca }) };
  } catch {
    // No certificates: every connection fails of it, where it is told whose they are.
    return { ca };
  }
}

/**
 * The connections to one cluster. client-node by itself builds a new Agent, and with it a TLS
 * handshake, for each request; one pool a cluster is 4 times as fast on the loopback already.
 */
export function connectionPool(endpoint: Endpoint): Agent {
  return new Agent({
    connections: 16,
    allowH2: false,
    // A sweep leaves hundreds of clusters behind; a run asks again within seconds.
    keepAliveTimeout: 5_000,
    headersTimeout: 30_000,
    bodyTimeout: 60_000,
    connect: {
      timeout: 5_000,
      ...(endpoint.caData
        ? trusting(Buffer.from(endpoint.caData, 'base64').toString('utf8'))
        : {}),
    },
  });
}

/**
 * client-node's configuration of one cluster with a pool of connections and a token that renews
 * itself. TLS is always verified.
 */
export class ClusterKubeConfig extends KubeConfig {
  readonly server: string;

  constructor(
    name: string,
    endpoint: Endpoint,
    private readonly pool: Agent,
    readonly token: BearerToken,
  ) {
    super();
    this.server = endpoint.server.replace(/\/+$/, '');
    this.loadFromClusterAndUser(
      {
        name,
        server: this.server,
        caData: endpoint.caData,
        skipTLSVerify: false,
      },
      { name },
    );
  }

  override async applySecurityAuthentication(
    context: RequestContext,
  ): Promise<void> {
    context.setHeaderParam('Authorization', `Bearer ${await this.token.get()}`);
    context.setDispatcher(this.pool);
  }
}
