// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { DaemonSet } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** The VPC CNI's DaemonSet, which Auto nodes do without. */
export function awsNodeOf(
  daemonSets: readonly DaemonSet[],
): DaemonSet | undefined {
  return daemonSets.find(
    ({ metadata }) =>
      metadata.name === 'aws-node' && metadata.namespace === 'kube-system',
  );
}

/** A variable's value in any container of the DaemonSet, init containers included. */
export function environmentOf(daemonSet: DaemonSet): Map<string, string> {
  const { containers, initContainers = [] } = daemonSet.spec.template.spec;
  return new Map(
    [...initContainers, ...containers].flatMap(({ env = [] }) =>
      env.flatMap(({ name, value }): [string, string][] =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  );
}

export function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}
