// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { kubernetesContract } from '../contract/kubernetes.contract';
import { TestCluster, startTestCluster } from './testing/testCluster';

jest.setTimeout(60_000);

describe("the sandbox's Kubernetes API", () => {
  let cluster: TestCluster;
  kubernetesContract(async () => {
    cluster = await startTestCluster(
      { pods: { readyAfterMs: [3000, 6000], goneAfterMs: [1000, 3000] } },
      { scale: 0.02 },
    );
    return {
      server: cluster.api.endpoint,
      ca: Buffer.from(cluster.api.certificateAuthorityData, 'base64').toString(
        'utf8',
      ),
      token: 'admin',
    };
  });

  afterAll(() => cluster.stop());
});
