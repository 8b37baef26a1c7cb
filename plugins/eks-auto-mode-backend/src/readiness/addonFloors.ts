// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Addon } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { addonVersion, compareVersions, minorOf } from './versions';

/** The oldest versions that keep off Auto nodes by themselves (EKS User Guide, auto-enable-existing). */
const FLOORS: Record<string, string> = {
  'vpc-cni': 'v1.19.0-eksbuild.1',
  'aws-ebs-csi-driver': 'v1.37.0-eksbuild.1',
  'snapshot-controller': 'v8.1.0-eksbuild.2',
  'eks-pod-identity-agent': 'v1.3.4-eksbuild.1',
};

/** kube-proxy goes with the minor version; from 1.32 on every build does. */
const KUBE_PROXY: Record<number, string> = {
  26: 'v1.26.15-eksbuild.19',
  27: 'v1.27.16-eksbuild.14',
  28: 'v1.28.15-eksbuild.4',
  29: 'v1.29.10-eksbuild.3',
  30: 'v1.30.6-eksbuild.3',
  31: 'v1.31.2-eksbuild.3',
};

/** The version that an add-on needs at least, where it has to have one. */
export function floorOf(addon: string, version: string): string | undefined {
  return addon === 'kube-proxy' ? KUBE_PROXY[minorOf(version)] : FLOORS[addon];
}

/** Undefined where the text is no version or the add-on needs none. */
export function isBelowFloor(
  addon: string,
  version: string,
): boolean | undefined {
  const own = addonVersion(version);
  if (!own) return undefined;
  const floor = floorOf(addon, version);
  const least = floor === undefined ? undefined : addonVersion(floor);
  return least ? compareVersions(own, least) < 0 : false;
}

/**
 * The oldest version that EKS offers for the cluster and that keeps off Auto nodes: as little change
 * as possible. Undefined where EKS offers none.
 */
export function versionFor({
  name,
  compatibleVersions,
}: Pick<Addon, 'name' | 'compatibleVersions'>): string | undefined {
  const rank = (version: string) => addonVersion(version) ?? [];
  return compatibleVersions
    .filter(version => addonVersion(version) && !isBelowFloor(name, version))
    .sort((a, b) => compareVersions(rank(a), rank(b)))[0];
}

/** The DaemonSets that Auto nodes do without, by the add-on that they belong to. */
export const REDUNDANT_DAEMON_SETS: Record<string, string> = {
  'aws-node': 'vpc-cni',
  'kube-proxy': 'kube-proxy',
  'ebs-csi-node': 'aws-ebs-csi-driver',
  'eks-pod-identity-agent': 'eks-pod-identity-agent',
  'eks-node-monitoring-agent': 'eks-node-monitoring-agent',
  'aws-node-termination-handler': 'aws-node-termination-handler',
};
