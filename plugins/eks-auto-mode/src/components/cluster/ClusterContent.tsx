// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import Button from '@material-ui/core/Button';
import { ANNOTATION_ARN, clusterArnOf } from '../../entity';
import { useClusterOfEntity } from '../../hooks/useCluster';
import { Failure } from '../shared/Failure';
import { Nothing } from '../shared/Nothing';
import { ClusterView } from './ClusterView';

/** The tab on a cluster's entity. */
export function ClusterContent() {
  const { entity } = useEntity();
  const cluster = useClusterOfEntity(entity);
  if (!clusterArnOf(entity)) {
    return <MissingAnnotationEmptyState annotation={ANNOTATION_ARN} />;
  }
  if (cluster.value) {
    return <ClusterView clusterId={cluster.value.id} />;
  }
  if (cluster.error) {
    return (
      <Failure what="Cluster" error={cluster.error} onRetry={cluster.reload} />
    );
  }
  if (cluster.value === undefined) {
    return <Progress />;
  }
  return (
    <Nothing
      title="The backend does not know this cluster yet"
      heading="h2"
      action={
        <Button variant="outlined" onClick={cluster.reload}>
          Look again
        </Button>
      }
    >
      It reads the catalog every few minutes, so a new entity appears by itself.
      If it stays away, check that <code>{clusterArnOf(entity)}</code> is the
      ARN of an EKS cluster and that its account and region are configured under{' '}
      <code>eksAutoMode.environments</code>.
    </Nothing>
  );
}
