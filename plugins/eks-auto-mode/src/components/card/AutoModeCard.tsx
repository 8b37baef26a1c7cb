// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useEntity } from '@backstage/plugin-catalog-react';
import { isEksClusterAvailable } from '../../entity';
import { ClusterCard } from './ClusterCard';
import { ServiceCard } from './ServiceCard';

/** The overview card of a cluster or of a service. */
export function AutoModeCard() {
  const { entity } = useEntity();
  return isEksClusterAvailable(entity) ? <ClusterCard /> : <ServiceCard />;
}
