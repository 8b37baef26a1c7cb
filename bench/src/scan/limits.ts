// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Fault } from '@internal/sandbox';

/** Reads a second that an account and region is allowed, and how many at once after a rest. */
interface Rate {
  ratePerSecond: number;
  burst: number;
}

/**
 * EC2's buckets are published (EC2 developer guide, ec2-api-throttling: describe calls 20 a second
 * after 100, unfiltered ones 10 after 50; STS 600 a second). EKS, IAM, Auto Scaling, Pricing and
 * Service Quotas publish none: what stands here is an assumption on the safe side.
 */
export const RATES: Record<string, Rate> = {
  eks: { ratePerSecond: 10, burst: 20 },
  ec2: { ratePerSecond: 20, burst: 100 },
  iam: { ratePerSecond: 15, burst: 30 },
  autoscaling: { ratePerSecond: 10, burst: 20 },
  pricing: { ratePerSecond: 5, burst: 10 },
  servicequotas: { ratePerSecond: 5, burst: 10 },
  sts: { ratePerSecond: 600, burst: 600 },
};

/** How long each service takes to answer, roughly as a caller in the region sees it. */
const LATENCY: Record<string, number> = {
  eks: 60,
  ec2: 100,
  iam: 40,
  autoscaling: 60,
  pricing: 150,
  servicequotas: 60,
  sts: 30,
  kubernetes: 10,
};

/** What makes the sandbox as slow and as strict as AWS: first the bucket, then the wait. */
export function awsLikeFaults(): Fault[] {
  const common = { skip: 0, probability: 1 };
  return [
    ...Object.entries(RATES).map(
      ([service, rate]): Fault => ({
        ...common,
        service,
        action: { type: 'throttle', ...rate, each: 'account-and-region' },
      }),
    ),
    ...Object.entries(LATENCY).map(
      ([service, milliseconds]): Fault => ({
        ...common,
        service,
        action: { type: 'latency', milliseconds },
      }),
    ),
  ];
}
