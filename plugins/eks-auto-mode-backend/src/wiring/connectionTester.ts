// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClusterRow } from '../assessments/clustersStore';
import { checkBucket } from '../backups/bucket';
import { ConnectionTest } from '../clusters/connectionTest';
import type { Environments } from '../clusters/environments';
import type { ClusterSessions } from '../clusters/session';
import { EksClusterSession } from '../clusters/sessions';

/** Tries every role and right on a cluster, the bucket of its environment included. */
export function connectionTester(deps: {
  sessions: ClusterSessions;
  environments: Environments;
  now(): Date;
}) {
  return async (
    cluster: ClusterRow,
    userRef: string,
    signal: AbortSignal,
  ): Promise<api.ConnectionTest> => ({
    clusterId: cluster.id,
    at: deps.now().toISOString(),
    checks: await ConnectionTest.run(
      {
        ...deps,
        userRef,
        checkBucket: async (session, placed, abort) => {
          const { backup } = placed.environment;
          if (!backup) return;
          await checkBucket(
            // In the bucket's region, which may be another than the cluster's.
            session instanceof EksClusterSession
              ? session.objectWriter(backup)
              : session.aws.s3,
            backup.bucket,
            backup.bucketOwner ?? session.accountId,
            abort,
          );
        },
      },
      cluster.arn,
      signal,
    ),
  });
}
