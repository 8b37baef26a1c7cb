// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { startSandbox, type Sandbox, type SandboxOptions } from '../start';
import { clients, type Clients } from './clients';
import { FakeCluster, fakeClusters } from './fakeCluster';
import { ADMIN, testFleet } from './fleet';

export interface TestSandbox extends Clients {
  sandbox: Sandbox;
  clusters: Map<string, FakeCluster>;
  url: string;
}

/** Transition times are a thousandth: minutes of AWS are tenths of a second. */
export const TEST_PACE = 0.001;

export async function startTestSandbox(
  options: Partial<SandboxOptions> = {},
): Promise<TestSandbox> {
  const { factory, made } = fakeClusters();
  const sandbox = await startSandbox({
    fleet: testFleet(),
    pace: TEST_PACE,
    clusterApiFactory: factory,
    ...options,
  });
  return {
    sandbox,
    clusters: made,
    url: sandbox.url,
    ...clients(sandbox.url, ADMIN),
  };
}
