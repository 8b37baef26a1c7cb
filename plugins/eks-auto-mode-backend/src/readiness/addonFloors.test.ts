// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { isBelowFloor } from './addonFloors';

it.each([
  ['vpc-cni', 'v1.18.6-eksbuild.1', true],
  ['vpc-cni', 'v1.19.0-eksbuild.1', false],
  ['vpc-cni', 'v1.19.0', true],
  ['vpc-cni', 'v1.20.0', false],
  ['vpc-cni', 'v1.9.3-eksbuild.3', true],
  ['aws-ebs-csi-driver', 'v1.36.0-eksbuild.1', true],
  ['aws-ebs-csi-driver', 'v1.37.0-eksbuild.1', false],
  ['snapshot-controller', 'v8.1.0-eksbuild.1', true],
  ['snapshot-controller', 'v8.1.0-eksbuild.2', false],
  ['eks-pod-identity-agent', 'v1.3.2-eksbuild.2', true],
  ['eks-pod-identity-agent', 'v1.3.10-eksbuild.1', false],
  ['kube-proxy', 'v1.29.7-eksbuild.9', true],
  ['kube-proxy', 'v1.29.10-eksbuild.3', false],
  ['kube-proxy', 'v1.31.2-eksbuild.2', true],
  ['kube-proxy', 'v1.32.0-eksbuild.1', false],
  ['coredns', 'v1.0.0-eksbuild.1', false],
  ['vpc-cni', 'latest', undefined],
])('%s %s is below its floor: %s', (addon, version, expected) => {
  expect(isBelowFloor(addon, version)).toBe(expected);
});
