// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { checkFleet, startSandbox, type FleetInput } from '@internal/sandbox';
import { groupOfPolicy } from '../cluster/access';
import type { ControlPlane } from '../cluster/controlPlane';
import type { Sizing } from '../cluster/sizing';
import type { KubernetesUser } from '../cluster/tokenReview';
import type { NormalForm } from '../normalForm/normalForm';
import { clusterArn, clusterName, fleetFor } from './fleet';
import { RealCluster } from './realCluster';

/** The AWS account around the cluster. */
export interface Aws {
  endpoint: string;
  /** Who presents an EKS bearer token, by access entries and aws-auth. */
  authenticate(token: string): Promise<KubernetesUser | undefined>;
  /** Resolves when all that AWS began to do to the cluster is done; fails with what it could not do. */
  idle(): Promise<void>;
  /** The AWS half of the normal form. */
  normalForm(): Promise<NormalForm>;
  close(): Promise<void>;
}

/** Minutes of AWS are seconds here. */
const pace = 0.05;

/** Starts the sandbox with the real control plane in the place of its own. */
export async function startAws(options: {
  plane: ControlPlane;
  sizing: Sizing;
  progress: (line: string) => void;
  fleet?: (usual: FleetInput) => FleetInput;
}): Promise<Aws> {
  const cluster = await RealCluster.attach(options.plane, options.progress);
  const { fleet = usual => usual } = options;
  const sandbox = await startSandbox({
    fleet: checkFleet(
      fleet(fleetFor(options.sizing)),
      "the control plane's fleet",
    ),
    pace,
    clusterApis: { [clusterName]: cluster },
    log: options.progress,
  }).catch(async error => {
    await cluster.close();
    throw error;
  });
  return {
    endpoint: sandbox.url,
    async authenticate(token) {
      const identity = await sandbox.cloud.authenticate(clusterArn, token);
      return (
        identity && {
          username: identity.username || identity.arn,
          uid: identity.arn,
          groups: [
            ...identity.groups,
            // The access entries of the fleet have policies of cluster scope only.
            ...identity.policies
              .filter(policy => policy.namespaces === 'cluster')
              .map(policy => groupOfPolicy(policy.name)),
          ],
        }
      );
    },
    idle: () => cluster.idle(),
    async normalForm() {
      const response = await fetch(
        `${sandbox.url}/_sandbox/snapshot?${new URLSearchParams({
          cluster: clusterArn,
        })}`,
      );
      if (!response.ok) {
        throw new Error(
          `The sandbox did not tell the state of AWS: ${await response.text()}`,
        );
      }
      const form: Record<
        string,
        Record<string, unknown>
      > = await response.json();
      return Object.fromEntries(
        Object.entries(form).map(([part, value]) => [
          `AWS ${part}`,
          typeof value === 'object' ? value : { value },
        ]),
      );
    },
    async close() {
      await sandbox.close();
      await cluster.close();
    },
  };
}
