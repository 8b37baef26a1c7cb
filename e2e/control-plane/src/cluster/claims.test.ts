// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { volumeFor, zoneOf } from './claims';

const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'shop', uid: 'u1' },
  spec: { resources: { requests: { storage: '5Gi' } } },
};

const volume = (provisioner: string) =>
  volumeFor(
    claim,
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast' },
      provisioner,
    },
    'us-east-1b',
  ).spec;

describe('the volume of a claim', () => {
  it.each([
    ['ebs.csi.aws.com', 'ebs.csi.aws.com'],
    ['ebs.csi.eks.amazonaws.com', 'ebs.csi.eks.amazonaws.com'],
    ['kubernetes.io/aws-ebs', 'ebs.csi.aws.com'],
  ])('of %s stays in its zone', (provisioner, driver) => {
    const { csi, nodeAffinity } = volume(provisioner);
    expect(csi.driver).toBe(driver);
    expect(JSON.stringify(nodeAffinity)).toContain('us-east-1b');
  });

  it.each([
    ['efs.csi.aws.com', 'efs.csi.aws.com'],
    ['k8s.io/minikube-hostpath', 'k8s.io.minikube-hostpath'],
  ])('of %s may move', (provisioner, driver) => {
    const { csi, nodeAffinity } = volume(provisioner);
    expect(csi.driver).toBe(driver);
    expect(nodeAffinity).toBeUndefined();
  });

  it('has the size and the class that were asked for', () => {
    expect(volume('ebs.csi.aws.com')).toMatchObject({
      capacity: { storage: '5Gi' },
      storageClassName: 'fast',
      claimRef: { namespace: 'shop', name: 'data', uid: 'u1' },
    });
  });

  it('stands in the same zone every time where nobody waits for it', () => {
    expect(zoneOf(claim)).toBe(zoneOf({ ...claim }));
  });
});
