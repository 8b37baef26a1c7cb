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
  const { cluster, problems: all = [] } = loaded.value ?? {};
  // What its cluster says too stands there, beside the connection test.
  const problems = (
    <EntityProblems
      problems={all.filter(one => one.code !== cluster?.problem?.code)}
    />
  );
  if (!arn) {
    return (
      <>
        {problems}
        <MissingAnnotationEmptyState annotation={ANNOTATION_ARN} />
      </>
    );
  }
  if (cluster) {
    return (
      <>
        {problems}
        <ClusterView clusterId={cluster.id} />
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
  if (all.length > 0) {
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
