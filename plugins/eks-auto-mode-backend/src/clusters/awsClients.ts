// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EKSClient } from '@aws-sdk/client-eks';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { PricingClient } from '@aws-sdk/client-pricing';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandler } from '@smithy/protocol-http';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { guardClient, type Guard } from './guard';
import type { Limiter } from './limiter';
import { pricingRegionOf } from './partition';
import type { AwsClients } from './session';

export interface AwsCall {
  service: string;
  operation: string;
}

/**
 * One pool of connections for all AWS clients of the process. A request that is not answered within
 * `requestMs` fails with a `TimeoutError`, which the SDK tries again.
 */
export function awsConnections(requestMs = 30_000): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: 5_000,
    requestTimeout: requestMs,
    // Without it the handler only warns, and what is never answered is waited for without end.
    throwOnRequestTimeout: true,
    // An answer that stops half-way.
    socketTimeout: 2 * requestMs,
    httpAgent: { keepAlive: true, maxSockets: 100 },
    httpsAgent: { keepAlive: true, maxSockets: 100 },
  });
}

/**
 * A handler that waits for its turn at the limiter before each request, retries included. The
 * connections are shared, so destroying a client leaves them open.
 */
export function limitedHandler(
  connections: NodeHttpHandler,
  limiter: Limiter,
  place: { accountId: string; region: string; service: string },
  beforeSend?: () => void,
): HttpHandler {
  return {
    metadata: connections.metadata,
    handle: (request, options) =>
      limiter.run(
        place,
        async () => {
          beforeSend?.();
          return await connections.handle(request, {
            abortSignal: options?.abortSignal,
            requestTimeout: options?.requestTimeout,
          });
        },
        // The SDK also knows an abort signal of its own making; only Node's can leave a queue.
        options?.abortSignal instanceof AbortSignal
          ? options.abortSignal
          : undefined,
      ),
    updateHttpClientConfig: (key, value) =>
      connections.updateHttpClientConfig(key, value),
    httpHandlerConfigs: () => connections.httpHandlerConfigs(),
    destroy: () => {},
  };
}

export interface AwsClientsOptions {
  accountId: string;
  region: string;
  partition: string;
  credentials: AwsCredentialIdentityProvider;
  userAgent: string;
  connections: NodeHttpHandler;
  limiter: Limiter;
  guard: Guard;
  /** Reads retry and slow down by themselves; a mutating call is made once and no more. */
  attempts: 'adaptive' | 'once';
  beforeSend?: () => void;
  onCall?(call: AwsCall): void;
  /** Where the bucket is, if not in the cluster's region. */
  s3Region?: string;
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** AWS clients under one role, each made when it is first used. */
export function awsClients(options: AwsClientsOptions): AwsClients {
  const settings = (service: string, region = options.region) => ({
    region,
    credentials: options.credentials,
    customUserAgent: options.userAgent,
    maxAttempts: options.attempts === 'once' ? 1 : 8,
    retryMode: options.attempts === 'once' ? 'standard' : 'adaptive',
    requestHandler: limitedHandler(
      options.connections,
      options.limiter,
      { accountId: options.accountId, region, service },
      options.beforeSend,
    ),
  });
  const { guard, onCall } = options;
  const eks = lazy(() => {
    const client = new EKSClient(settings('eks'));
    guardClient(client.middlewareStack, 'eks', guard, onCall);
    return client;
  });
  const iam = lazy(() => {
    const client = new IAMClient(settings('iam'));
    guardClient(client.middlewareStack, 'iam', guard, onCall);
    return client;
  });
  const ec2 = lazy(() => {
    const client = new EC2Client(settings('ec2'));
    guardClient(client.middlewareStack, 'ec2', guard, onCall);
    return client;
  });
  const sts = lazy(() => {
    const client = new STSClient(settings('sts'));
    guardClient(client.middlewareStack, 'sts', guard, onCall);
    return client;
  });
  const s3 = lazy(() => {
    const client = new S3Client(settings('s3', options.s3Region));
    guardClient(client.middlewareStack, 's3', guard, onCall);
    return client;
  });
  const autoScaling = lazy(() => {
    const client = new AutoScalingClient(settings('autoscaling'));
    guardClient(client.middlewareStack, 'autoscaling', guard, onCall);
    return client;
  });
  const pricing = lazy(() => {
    const client = new PricingClient(
      settings('pricing', pricingRegionOf(options.partition)),
    );
    guardClient(client.middlewareStack, 'pricing', guard, onCall);
    return client;
  });
  const serviceQuotas = lazy(() => {
    const client = new ServiceQuotasClient(settings('servicequotas'));
    guardClient(client.middlewareStack, 'servicequotas', guard, onCall);
    return client;
  });
  const kms = lazy(() => {
    const client = new KMSClient(settings('kms'));
    guardClient(client.middlewareStack, 'kms', guard, onCall);
    return client;
  });
  return {
    get eks() {
      return eks();
    },
    get iam() {
      return iam();
    },
    get ec2() {
      return ec2();
    },
    get sts() {
      return sts();
    },
    get s3() {
      return s3();
    },
    get autoScaling() {
      return autoScaling();
    },
    get pricing() {
      return pricing();
    },
    get serviceQuotas() {
      return serviceQuotas();
    },
    get kms() {
      return kms();
    },
  };
}
