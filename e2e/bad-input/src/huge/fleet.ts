// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { FleetInput } from '@internal/sandbox';
import type { Markers } from '../secrets/markers';
import { arnOf } from '../world/accounts';
import { cluster } from '../world/clusters';
import { fleetOf } from '../world/fleet';

export const PODS = 100_000;
/** Times a namespace, times a workload in each, times a pod of it. */
const [NAMESPACES, WORKLOADS, REPLICAS] = [50, 20, 100];
const GROUPS = ['one', 'two', 'three'];
export const NODES = 510;

/** One cluster with a hundred thousand pods: some two hundred on each of five hundred nodes. */
export function hugeFleet(markers: Markers): FleetInput {
  return fleetOf(markers, [
    cluster(
      'huge',
      {
        namespaces: [
          {
            name: 'team-{n}',
            repeat: NAMESPACES,
            labels: { team: 'team-shop' },
            deployments: [
              {
                name: 'service-{i}',
                repeat: WORKLOADS,
                replicas: REPLICAS,
                cpu: '10m',
                memory: '32Mi',
                pdb: { maxUnavailable: '25%' },
              },
            ],
          },
        ],
      },
      {
        nodegroups: GROUPS.map(name => ({
          name,
          role: 'node',
          instanceTypes: ['m6i.4xlarge'],
          size: { min: 1, desired: NODES / GROUPS.length, max: 200 },
        })),
      },
    ),
  ]);
}

export const hugeCatalog = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'team-shop' },
    spec: { type: 'team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'huge',
      annotations: { 'amazonaws.com/arn': arnOf('huge') },
    },
    spec: { type: 'kubernetes-cluster', owner: 'group:default/team-shop' },
  },
];
