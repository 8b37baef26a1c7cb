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

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The product's own clients, pointed at an endpoint; every refusal is seen at once. */
export function clients(
  endpoint: string,
  credentials: Credentials,
  region = 'us-east-1',
) {
  // The SDK writes into the object that it is given.
  const options = {
    endpoint,
    region,
    credentials: { ...credentials },
    maxAttempts: 1,
  };
  return {
    eks: new EKSClient(options),
    iam: new IAMClient(options),
    sts: new STSClient(options),
    ec2: new EC2Client(options),
    autoScaling: new AutoScalingClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    pricing: new PricingClient(options),
    kms: new KMSClient(options),
    quotas: new ServiceQuotasClient(options),
  };
}

export type Clients = ReturnType<typeof clients>;

/** The name of the error that a call fails with; a call that succeeds fails the test. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error.name;
    throw error;
  }
  throw new Error('the call was not refused');
}

export async function until<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  ms = 10_000,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > end)
      throw new Error(
        `it did not come true; last seen: ${JSON.stringify(value)}`,
      );
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}
