// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** What the control plane is made of; `binaries/go.mod` pins the same. */
export const versions = {
  kubernetes: 'v1.35.4',
  etcd: '3.6.5',
  kwok: 'v0.7.0',
  karpenter: 'v1.12.1',
} as const;

/** Programs by file name; `karpenter` is built from our own `binaries/karpenter`. */
export const programs = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
  'karpenter',
] as const;

export type Program = (typeof programs)[number];

/** Files of Karpenter's module that the harness needs beside the programs. */
export const dataFiles = {
  'nodepools.yaml': 'pkg/apis/crds/karpenter.sh_nodepools.yaml',
  'nodeclaims.yaml': 'pkg/apis/crds/karpenter.sh_nodeclaims.yaml',
  'nodeoverlays.yaml': 'pkg/apis/crds/karpenter.sh_nodeoverlays.yaml',
  'instance-types.json': 'kwok/examples/aws_instance_types.json',
} as const;

export type DataFile = keyof typeof dataFiles;
