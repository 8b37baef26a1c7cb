// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { RELEASES } from '../../world/releases';

interface AddonVersion {
  version: string;
  minors: string[];
  defaultFor: string[];
}

const MINORS = RELEASES.map(r => r.version);

function everywhere(versions: string[], defaultIndex = 0): AddonVersion[] {
  return versions.map((version, i) => ({
    version,
    minors: MINORS,
    defaultFor: i === defaultIndex ? MINORS : [],
  }));
}

/** kube-proxy goes with the minor of the cluster; the floors of EKS User Guide auto-enable-existing are among them. */
function kubeProxy(): AddonVersion[] {
  const floors: Record<string, string> = {
    '1.28': 'v1.28.15-eksbuild.4',
    '1.29': 'v1.29.10-eksbuild.3',
    '1.30': 'v1.30.6-eksbuild.3',
    '1.31': 'v1.31.2-eksbuild.3',
  };
  return RELEASES.flatMap(r => {
    const newest = {
      version: `v${r.patch}-eksbuild.2`,
      minors: [r.version],
      defaultFor: [r.version],
    };
    const older = [floors[r.version], `v${r.version}.0-eksbuild.2`]
      .filter((v): v is string => v !== undefined && v !== newest.version)
      .map(version => ({ version, minors: [r.version], defaultFor: [] }));
    return [newest, ...older];
  });
}

const ADDONS: Record<string, AddonVersion[]> = {
  'vpc-cni': everywhere(
    [
      'v1.21.1-eksbuild.1',
      'v1.20.4-eksbuild.1',
      'v1.19.5-eksbuild.1',
      'v1.19.0-eksbuild.1',
      'v1.18.6-eksbuild.1',
      'v1.18.3-eksbuild.3',
      'v1.16.0-eksbuild.1',
    ],
    1,
  ),
  'kube-proxy': kubeProxy(),
  coredns: everywhere([
    'v1.12.4-eksbuild.1',
    'v1.11.4-eksbuild.2',
    'v1.11.1-eksbuild.9',
    'v1.10.1-eksbuild.11',
  ]),
  'aws-ebs-csi-driver': everywhere([
    'v1.52.1-eksbuild.1',
    'v1.45.0-eksbuild.2',
    'v1.37.0-eksbuild.1',
    'v1.35.0-eksbuild.1',
    'v1.30.0-eksbuild.1',
  ]),
  'snapshot-controller': everywhere([
    'v8.3.0-eksbuild.1',
    'v8.1.0-eksbuild.2',
    'v8.0.0-eksbuild.1',
  ]),
  'eks-pod-identity-agent': everywhere([
    'v1.3.9-eksbuild.3',
    'v1.3.4-eksbuild.1',
    'v1.3.0-eksbuild.1',
  ]),
  'metrics-server': everywhere(['v0.8.0-eksbuild.3', 'v0.7.2-eksbuild.3']),
  'eks-node-monitoring-agent': everywhere(['v1.4.1-eksbuild.1']),
};

export function knownAddons(): string[] {
  return Object.keys(ADDONS).sort();
}

export function addonVersions(addon: string): AddonVersion[] {
  return ADDONS[addon] ?? [];
}
