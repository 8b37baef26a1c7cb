// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigReader } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { startSandbox, type Sandbox } from '@internal/sandbox';
import { Environments } from '../../../../plugins/eks-auto-mode-backend/src/clusters/environments';
import { EksClusterSessions } from '../../../../plugins/eks-auto-mode-backend/src/clusters/sessions';
import { readInventory } from '../../../../plugins/eks-auto-mode-backend/src/inventory/readInventory';
import {
  accountId,
  arnOf,
  credentials,
  nodeRoleArn,
  patchesFleet,
  region,
  staticVolumeId,
} from './awsFleet';

/** Minutes of AWS are hundredths of a second. */
const PACE = 0.0005;

export async function eventually(look: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error('did not happen within 20 s');
    await sleep(100);
  }
}

/** The fleet of the patches on a sandbox, as the product reads it. */
export class PatchWorld {
  readonly #before = process.env.AWS_ENDPOINT_URL;

  private constructor(
    readonly sandbox: Sandbox,
    readonly sessions: EksClusterSessions,
  ) {}

  static async start(): Promise<PatchWorld> {
    const sandbox = await startSandbox({
      fleet: patchesFleet(),
      pace: PACE,
      log: () => {},
    });
    const config = new ConfigReader({
      aws: { accounts: [{ accountId, ...credentials }] },
      eksAutoMode: {
        environments: [
          { name: 'patches', accounts: [{ accountId, regions: [region] }] },
        ],
      },
    });
    const world = new PatchWorld(
      sandbox,
      new EksClusterSessions({
        environments: Environments.fromConfig(config),
        credentials: DefaultAwsCredentialsManager.fromConfig(config),
        version: 'test',
      }),
    );
    process.env.AWS_ENDPOINT_URL = sandbox.url;
    // Auto Mode brings the kind a moment after the cluster stands.
    await eventually(() =>
      world.order('auto', {
        do: 'apply',
        by: `arn:aws:iam::${accountId}:user/portal`,
        object: {
          apiVersion: 'eks.amazonaws.com/v1',
          kind: 'NodeClass',
          metadata: { name: 'gpu' },
          spec: { role: 'nodes-of-gpu' },
        },
      }),
    );
    await eventually(() =>
      world.order('old', {
        do: 'apply',
        by: `arn:aws:iam::${accountId}:user/portal`,
        object: {
          apiVersion: 'v1',
          kind: 'PersistentVolume',
          metadata: { name: 'static' },
          spec: {
            capacity: { storage: '20Gi' },
            accessModes: ['ReadWriteOnce'],
            csi: {
              driver: 'ebs.csi.eks.amazonaws.com',
              volumeHandle: staticVolumeId,
            },
          },
        },
      }),
    );
    return world;
  }

  async order(cluster: string, body: unknown): Promise<boolean> {
    const response = await fetch(
      `${this.sandbox.url}/_sandbox/kubernetes/${cluster}`,
      { method: 'POST', body: JSON.stringify(body) },
    );
    return response.ok;
  }

  inventory(cluster: string): Promise<Inventory> {
    return readInventory(
      this.sessions,
      { arn: arnOf(cluster) },
      { autoNodeRoleArn: nodeRoleArn },
      AbortSignal.timeout(20_000),
    );
  }

  async close(): Promise<void> {
    if (this.#before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = this.#before;
    await this.sandbox.close();
  }
}
