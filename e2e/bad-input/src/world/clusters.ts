// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { FleetInput } from '@internal/sandbox';
import {
  secretObjects,
  secretWorkload,
  type Markers,
} from '../secrets/markers';
import { bucketFaults, bucketRegions, region, roles } from './accounts';
import { hostile } from './hostile';

type FleetCluster = NonNullable<
  FleetInput['accounts'][number]['clusters']
>[number];

const entries = Object.values(roles).map(principal => ({
  principal,
  groups: [principal],
}));

/** A kind of somebody's own. */
function definition(plural: string, kind: string, apiVersion: string) {
  const [group_, name] = apiVersion.split('/');
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group_}` },
    spec: {
      group: group_,
      scope: 'Cluster',
      names: {
        plural,
        singular: kind.toLowerCase(),
        kind,
        listKind: `${kind}List`,
      },
      versions: [
        {
          name,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object' } },
        },
      ],
    },
  };
}

/** More definitions than one page holds. */
const manyDefinitions = Array.from({ length: 120 }, (_, index) =>
  definition(`widgets${index}`, `Widget${index}`, 'example.com/v1'),
);

/** Times of pods are scaled by the world's pace: with the pace of this suite these are a second or so. */
const pods = {
  readyAfterMs: [30_000, 50_000] as [number, number],
  goneAfterMs: [5_000, 15_000] as [number, number],
};

const web = (extra: object = {}) => ({
  name: 'web',
  replicas: 3,
  cpu: '50m',
  memory: '64Mi',
  pdb: { maxUnavailable: 1 },
  ...extra,
});

/** A managed group of two nodes. */
function group(name: string, extra: object = {}) {
  return {
    name,
    role: 'node',
    instanceTypes: ['m6i.large'],
    size: { min: 1, desired: 2, max: 4 },
    ...extra,
  };
}

/** Nothing in the way but what is said. */
export function cluster(
  name: string,
  kubernetes: Record<string, unknown> = {},
  extra: Partial<FleetCluster> = {},
): FleetCluster {
  return {
    name,
    region,
    version: '1.35',
    vpc: 'main',
    // Of its own: a run on one cluster must not be drift to another.
    role: `${name}-cluster`,
    creator: 'cluster-creator',
    logging: ['api', 'audit', 'authenticator'],
    accessEntries: entries,
    addons: [
      { name: 'vpc-cni', version: 'v1.20.4-eksbuild.1' },
      { name: 'coredns', version: 'v1.12.4-eksbuild.1' },
    ],
    nodegroups: [group('apps')],
    kubernetes: {
      pods,
      system: ['coredns', 'vpc-cni', 'kube-proxy'],
      productRoles: ['assess', 'backup', 'migrate'],
      storageClasses: [
        {
          name: 'auto-ebs',
          provisioner: 'ebs.csi.eks.amazonaws.com',
          default: true,
        },
      ],
      namespaces: shop(web()),
      ...kubernetes,
    },
    ...extra,
  };
}

/** The one namespace of a cluster, with these workloads. */
function shop(...deployments: object[]) {
  return [{ name: 'shop', labels: { team: 'team-shop' }, deployments }];
}

/** A pod as a generator of pods writes it that nobody stopped. */
function crowdedPod(containers: number) {
  const each = (index: number) => `${String(index).padStart(3, '0')}`;
  const volumes = Array.from({ length: containers }, (_, index) => ({
    name: `scratch-${each(index)}`,
    ...(index % 2 === 0
      ? { emptyDir: {} }
      : { hostPath: { path: `/var/lib/part-${each(index)}` } }),
  }));
  return {
    volumes,
    containers: volumes.map(({ name }, index) => ({
      name: `part-${each(index)}`,
      image: `registry.example.com/part-${each(index)}:1`,
      args: Array.from({ length: 20 }, (_, arg) => `--flag-${arg}=${index}`),
      env: Array.from({ length: 25 }, (_, variable) => ({
        name: `SETTING_${variable}`,
        value: `value ${variable} of part ${index}`,
      })),
      ports: [{ containerPort: 9000 + index }],
      volumeMounts: [{ name, mountPath: `/scratch/${each(index)}` }],
      resources: { requests: { cpu: '1m', memory: '1Mi' } },
      livenessProbe: { httpGet: { path: '/live', port: 9000 + index } },
      securityContext: { privileged: index % 40 === 0 },
    })),
  };
}

/** Everything that is wrong with one of the fleet's clusters from the start. */
export function clusters(markers: Markers): FleetCluster[] {
  return [
    // Catalog.
    cluster('twice-named'),
    cluster('nobodys'),
    cluster('hostile', {
      namespaces: [
        {
          name: hostile.longName,
          labels: { [hostile.longName]: hostile.longName },
          deployments: [
            {
              name: hostile.longName,
              replicas: 1,
              image: hostile.script,
              labels: { [hostile.longName]: hostile.longName },
              podAnnotations: {
                'example.com/note': hostile.escapes,
                'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
                'karpenter.sh/do-not-disrupt': 'true',
              },
              annotations: { 'example.com/note': hostile.markdown },
              spec: {
                volumes: [
                  { name: 'host', hostPath: { path: `/${hostile.script}` } },
                  {
                    name: 'turned',
                    hostPath: { path: `/${hostile.rightToLeft}` },
                  },
                  { name: 'link', hostPath: { path: `/${hostile.markdown}` } },
                  { name: 'esc', hostPath: { path: `/${hostile.escapes}` } },
                ],
              },
            },
          ],
          budgets: [
            {
              name: hostile.longName,
              maxUnavailable: 0,
              selector: { 'app.kubernetes.io/name': hostile.longName },
            },
          ],
        },
      ],
      faults: [
        {
          type: 'answer',
          match: { group: 'networking.k8s.io' },
          status: 500,
          message: hostile.all,
        },
      ],
    }),

    // Access.
    cluster('wrong-ca', { faults: [{ type: 'wrong-ca' }] }),
    cluster('refused-401', {}, { accessEntries: [] }),
    cluster('refused-403', { productRoles: [] }),
    cluster('group-500', {
      faults: [
        {
          type: 'answer',
          match: { group: 'networking.k8s.io' },
          status: 500,
          message: 'etcdserver: request timed out',
        },
      ],
    }),
    cluster('expired-once', {
      objects: manyDefinitions,
      faults: [
        // The first meets the assessment, the second the first backup.
        {
          type: 'expire-continue',
          match: { resource: 'customresourcedefinitions' },
          times: 2,
        },
      ],
    }),
    cluster('expired-always', {
      faults: [
        {
          type: 'answer',
          match: { verb: 'list', group: '', resource: 'pods' },
          status: 410,
          reason: 'Expired',
          message:
            'The provided continue parameter is too old to display a consistent list result.',
        },
      ],
    }),

    // What is in a cluster.
    cluster('crowded', {
      namespaces: shop(web({ replicas: 2, spec: crowdedPod(400) })),
    }),
    cluster('aggregated-down', {
      faults: [
        {
          type: 'answer',
          match: { group: 'metrics.k8s.io' },
          status: 503,
          message: 'error trying to reach service: dial tcp: no route to host',
        },
      ],
    }),
    cluster(
      'thousandfold',
      {
        namespaces: shop({
          name: 'lonely-{i}',
          repeat: 1000,
          replicas: 1,
          cpu: '1m',
          memory: '1Mi',
        }),
      },
      {
        nodegroups: [
          group('apps', {
            instanceTypes: ['m6i.4xlarge'],
            size: { min: 1, desired: 6, max: 8 },
          }),
        ],
      },
    ),

    cluster(
      'unpriced',
      {},
      {
        nodegroups: [
          group('apps'),
          group('newest', { instanceTypes: ['m8azn.large'] }),
        ],
      },
    ),
    cluster(
      'template-deleted',
      {},
      {
        nodegroups: [
          group('apps'),
          group('orphaned', {
            launchTemplate: { name: 'orphaned', deleted: true },
          }),
        ],
      },
    ),
    cluster('unserved', {
      objects: [
        definition('eniconfigs', 'ENIConfig', 'crd.k8s.amazonaws.com/v1alpha1'),
        definition('nodepools', 'NodePool', 'karpenter.sh/v1'),
      ],
      faults: [
        {
          type: 'answer',
          match: { group: 'crd.k8s.amazonaws.com' },
          status: 503,
          message: 'the server is currently unable to handle the request',
        },
        // As the API server answers for a definition that is not Established.
        {
          type: 'answer',
          match: { group: 'karpenter.sh' },
          status: 404,
          message: 'the server could not find the requested resource',
        },
      ],
    }),

    // State of the cluster.
    cluster('drifted'),
    cluster('updating', {}, { status: 'UPDATING' }),
    cluster('deleted-late'),

    // Drain: what stands in the way from the start…
    cluster('never-allows', {
      namespaces: shop(web({ pdb: { maxUnavailable: 0 } })),
    }),
    cluster('two-budgets', {
      namespaces: [
        {
          ...shop(web())[0],
          budgets: [
            {
              name: 'web-legacy',
              maxUnavailable: 1,
              selector: { 'app.kubernetes.io/name': 'web' },
            },
          ],
        },
      ],
    }),
    cluster('bare-pod', {
      namespaces: [
        {
          ...shop(web())[0],
          pods: [{ name: 'reindex', cpu: '50m', memory: '64Mi' }],
        },
      ],
    }),
    // … and what comes when the run is under way.
    cluster('expires', { namespaces: shop(web({ replicas: 6 })) }),
    cluster('never-later'),
    cluster('two-later'),
    cluster('bare-later'),
    cluster('tolerates', {
      namespaces: shop(
        web({ tolerations: [{ operator: 'Exists' }], replicas: 2 }),
      ),
    }),
    cluster('auto-labelled'),
    cluster('late-node', { namespaces: shop(web({ replicas: 6 })) }),
    cluster('crashes', {
      namespaces: shop(
        web({ name: 'fragile', crashesOn: 'auto' }),
        web({ name: 'sound' }),
      ),
    }),

    // Backups.
    ...bucketFaults.map(fault =>
      cluster(
        `bucket-${fault}`,
        {},
        {
          region: bucketRegions[fault],
          vpc: `main-${bucketRegions[fault]}`,
          accessEntries: [
            ...entries,
            {
              principal: 'backup-unencrypted',
              groups: [roles.backup],
            },
          ],
        },
      ),
    ),

    // Databases and second portals.
    cluster('database', {
      namespaces: shop(web({ replicas: 6 }), secretWorkload(markers)),
      objects: secretObjects(markers),
    }),
    cluster('shared'),

    // Secrets.
    cluster('secrets', {
      namespaces: shop(web(), secretWorkload(markers)),
      objects: secretObjects(markers),
    }),
  ];
}
