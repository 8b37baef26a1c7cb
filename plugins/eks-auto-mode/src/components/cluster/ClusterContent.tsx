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
import { EntityProblems } from './EntityProblems';

/** The tab on a cluster's entity. */
export function ClusterContent() {
  const { entity } = useEntity();
  const loaded = useClusterOfEntity(entity);
  const arn = clusterArnOf(entity);
  const problems = <EntityProblems problems={loaded.value?.problems ?? []} />;
  if (!arn) {
    return (
      <>
        {problems}
        <MissingAnnotationEmptyState annotation={ANNOTATION_ARN} />
      </>
    );
  }
  if (loaded.value?.cluster) {
    return (
      <>
        {problems}
        <ClusterView clusterId={loaded.value.cluster.id} />
      </>
    );
  }
  if (loaded.error) {
    return (
      <Failure what="Cluster" error={loaded.error} onRetry={loaded.reload} />
    );
  }
  if (!loaded.value) {
    return <Progress />;
  }
  if (loaded.value.problems.length > 0) {
    return problems;
  }
  return (
    <Nothing
      title="The backend does not know this cluster yet"
      heading="h2"
      action={
        <Button variant="outlined" onClick={loaded.reload}>
          Look again
        </Button>
      }
    >
      It reads the catalog every few minutes, so a new entity appears by itself.
      If it stays away, check that <code>{arn}</code> is the ARN of an EKS
      cluster that you may see, and that its account and region are configured
      under <code>eksAutoMode.environments</code>.
    </Nothing>
  );
}
