// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { healthyInventory } from '../readiness/testing/inventory';
import { aBudget, aDeployment } from '../readiness/testing/objects';
import type { CatalogOwners, OwningComponent } from './catalogOwners';
import { createOwnerResolver } from './resolveOwner';

const api = aDeployment('api');
const withLabels = (labels: Record<string, string>) => ({
  ...api.deployment,
  metadata: { ...api.deployment.metadata, labels },
});
const byId: OwningComponent = {
  ref: 'component:default/api',
  owner: 'group:default/team-api',
  kubernetesId: 'api',
};
const bySelector: OwningComponent = {
  ref: 'component:default/shop',
  owner: 'group:default/team-shop',
  labelSelector: 'app=api',
  namespace: 'shop',
};

function resolverOf(options: {
  components?: OwningComponent[];
  teams?: string[];
  deployment?: typeof api.deployment;
  namespaceLabels?: Record<string, string>;
  clusterOwner?: string;
}) {
  const catalog: CatalogOwners = {
    components: options.components ?? [],
    teams: new Set(options.teams ?? []),
  };
  return createOwnerResolver({
    inventory: healthyInventory({
      namespaces: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'shop', labels: options.namespaceLabels },
        },
      ],
      deployments: [options.deployment ?? api.deployment],
      replicaSets: [api.replicaSet],
      pods: api.pods,
      podDisruptionBudgets: [aBudget('api')],
    }),
    catalog,
    clusterOwner: options.clusterOwner,
    teamLabels: ['team', 'example.com/owner'],
  });
}
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'api',
};
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  namespace: 'shop',
  name: api.pods[0].metadata.name,
};
const budget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  namespace: 'shop',
  name: 'api',
};

describe('whose a subject is', () => {
  it('the kubernetes-id label goes before a label selector', () => {
    const owners = resolverOf({
      components: [bySelector, byId],
      deployment: withLabels({
        'backstage.io/kubernetes-id': 'api',
        app: 'api',
      }),
    });
    expect(owners.ownerOf(deployment)).toEqual({
      owner: 'group:default/team-api',
      resolution: 'kubernetes-id',
      componentRef: 'component:default/api',
    });
  });

  it('a label selector goes before a team label', () => {
    const owners = resolverOf({
      components: [bySelector],
      teams: ['group:default/other'],
      deployment: withLabels({ app: 'api', team: 'other' }),
    });
    expect(owners.ownerOf(deployment)).toMatchObject({
      resolution: 'label-selector',
      owner: 'group:default/team-shop',
    });
  });

  it('a selector with a namespace does not reach into others', () => {
    const owners = resolverOf({
      components: [{ ...bySelector, namespace: 'elsewhere' }],
    });
    expect(owners.ownerOf(deployment)).toEqual({ resolution: 'none' });
  });

  it('a team label counts only where the catalog knows the team', () => {
    const labelled = withLabels({
      team: 'Ghost',
      'example.com/owner': 'group:default/Team-API',
    });
    expect(
      resolverOf({
        teams: ['group:default/team-api'],
        deployment: labelled,
      }).ownerOf(deployment),
    ).toEqual({ owner: 'group:default/team-api', resolution: 'team-label' });
    expect(resolverOf({ deployment: labelled }).ownerOf(deployment)).toEqual({
      resolution: 'none',
    });
  });

  it('falls back to the namespace, then to the cluster', () => {
    const namespaced = {
      teams: ['group:default/team-shop'],
      namespaceLabels: { team: 'team-shop' },
    };
    expect(
      resolverOf({
        ...namespaced,
        clusterOwner: 'group:default/platform',
      }).ownerOf(deployment),
    ).toEqual({
      owner: 'group:default/team-shop',
      resolution: 'namespace',
    });
    expect(
      resolverOf({ clusterOwner: 'group:default/platform' }).ownerOf(
        deployment,
      ),
    ).toEqual({
      owner: 'group:default/platform',
      resolution: 'cluster',
    });
    expect(
      resolverOf({
        ...namespaced,
        clusterOwner: 'group:default/platform',
      }).ownerOf({ arn: 'arn:aws:ec2:…' }),
    ).toEqual({
      owner: 'group:default/platform',
      resolution: 'cluster',
    });
  });

  it('a pod is its Deployment’s, through the ReplicaSet between them', () => {
    const owners = resolverOf({
      components: [byId],
      deployment: withLabels({ 'backstage.io/kubernetes-id': 'api' }),
    });
    expect(owners.ownerOf(pod)).toMatchObject({
      resolution: 'kubernetes-id',
      owner: 'group:default/team-api',
    });
  });

  it('a budget without labels is whose the workload is that it selects', () => {
    const owners = resolverOf({
      components: [byId],
      deployment: withLabels({ 'backstage.io/kubernetes-id': 'api' }),
    });
    expect(owners.ownerOf(budget)).toMatchObject({
      resolution: 'kubernetes-id',
      owner: 'group:default/team-api',
    });
  });
});
