// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { aStorageClass } from '../../testing/storage';
import { bindingMode } from './bindingMode';

const withMode = (
  volumeBindingMode: 'Immediate' | 'WaitForFirstConsumer' | undefined,
  provisioner = 'ebs.csi.aws.com',
) => ({
  storageClasses: [aStorageClass('gp3', provisioner, { volumeBindingMode })],
});
const found = ['warning StorageClass gp3'];

holds(bindingMode, [
  [
    'warns of Immediate',
    withMode('Immediate'),
    found,
    ['volumeBindingMode Immediate, provisioner ebs.csi.aws.com'],
  ],
  [
    'takes Immediate for the default',
    withMode(undefined),
    found,
    ['volumeBindingMode absent (Immediate), provisioner ebs.csi.aws.com'],
  ],
  [
    'warns of the driver of Auto Mode too',
    withMode('Immediate', 'ebs.csi.eks.amazonaws.com'),
    found,
    ['volumeBindingMode Immediate, provisioner ebs.csi.eks.amazonaws.com'],
  ],
  ['passes on WaitForFirstConsumer', withMode('WaitForFirstConsumer'), []],
  ['passes over other drivers', withMode('Immediate', 'efs.csi.aws.com'), []],
]);
