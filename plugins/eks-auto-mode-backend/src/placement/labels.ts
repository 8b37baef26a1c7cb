// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Labels that an older name stands for, as Karpenter normalises them
 * (sigs.k8s.io/karpenter `pkg/apis/v1/labels.go`, NormalizedLabels).
 *
 * @alpha
 */
export const LABEL_ALIASES: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
  'topology.ebs.csi.aws.com/zone': 'topology.kubernetes.io/zone',
};

/**
 * The name under which Karpenter, and so Auto Mode, knows a label.
 *
 * @alpha
 */
export function normaliseKey(key: string): string {
  return Object.hasOwn(LABEL_ALIASES, key) ? LABEL_ALIASES[key] : key;
}

/**
 * Labels as a kubelet with a cloud provider would carry them: every alias beside its name. For
 * nodes that do not exist yet.
 *
 * @alpha
 */
export function withAliases(
  labels: Record<string, string>,
): Record<string, string> {
  const all = { ...labels };
  for (const [alias, key] of Object.entries(LABEL_ALIASES)) {
    if (
      // The EBS CSI driver sets that one, and it does not run on Auto nodes.
      alias !== 'topology.ebs.csi.aws.com/zone' &&
      labels[key] !== undefined &&
      all[alias] === undefined
    ) {
      all[alias] = labels[key];
    }
  }
  return all;
}
