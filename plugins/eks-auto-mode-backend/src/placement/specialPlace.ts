// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Instance,
  Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/**
 * The Outpost or Wavelength zone in which an instance or a subnet lies, if one is (EC2 User Guide,
 * using-regions-availability-zones: `us-east-1-wl1-bos-wlz-1`).
 */
export function specialPlaceOf({
  availabilityZone = '',
  outpostArn,
}: Pick<Instance | Subnet, 'availabilityZone' | 'outpostArn'>):
  | string
  | undefined {
  if (outpostArn) return `Outpost ${outpostArn}`;
  return availabilityZone.includes('-wlz-')
    ? `Wavelength zone ${availabilityZone}`
    : undefined;
}
