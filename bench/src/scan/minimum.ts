// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Fleet } from '@internal/sandbox';
import { add, type Calls } from './calls';

/** Largest pages: EKS, Auto Scaling and route tables 100; other EC2 lists 1,000 (their API references). */
const pages = (count: number, size: number) =>
  Math.max(1, Math.ceil(count / size));

/** Kubernetes lists that an assessment stands on, with what of them fits a page. */
const KUBERNETES_LISTS = [
  'namespaces',
  'nodes',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'poddisruptionbudgets',
  'services',
  'ingresses',
  'ingressclasses',
  'persistentvolumes',
  'persistentvolumeclaims',
  'storageclasses',
  'priorityclasses',
  'limitranges',
  'networkpolicies',
  'mutatingwebhookconfigurations',
  'validatingwebhookconfigurations',
  'customresourcedefinitions',
  'serviceaccounts',
  'endpointslices',
  /** Helm's releases: metadata only. */
  'secrets',
];
const PODS_A_PAGE = 250;
/** aws-auth, the VPC CNI's and CoreDNS' settings; other ConfigMaps may hold anything. */
const CONFIG_MAPS = 3;

type Account = Fleet['accounts'][number];
type Cluster = Account['clusters'][number];

function eksOf(cluster: Cluster, calls: Calls): void {
  const eks = (operation: string, count = 1) =>
    add(calls, 'eks', operation, count);
  const roles = new Set([
    ...cluster.accessEntries.map(entry => entry.principal),
    ...cluster.nodegroups.map(group => group.role ?? `${cluster.name}-node`),
  ]);
  eks('DescribeCluster');
  eks('ListNodegroups', pages(cluster.nodegroups.length, 100));
  eks('DescribeNodegroup', cluster.nodegroups.length);
  eks('ListAddons', pages(cluster.addons.length, 100));
  eks('DescribeAddon', cluster.addons.length);
  eks('ListAccessEntries', pages(roles.size, 100));
  eks('DescribeAccessEntry', roles.size);
  eks('ListAssociatedAccessPolicies', roles.size);
  eks('ListFargateProfiles', pages(cluster.fargateProfiles.length, 100));
  eks('DescribeFargateProfile', cluster.fargateProfiles.length);
  eks('ListPodIdentityAssociations', pages(cluster.podIdentities.length, 100));
  eks('ListInsights', pages(cluster.insights.length, 100));
  eks(
    'DescribeInsight',
    cluster.insights.filter(one => one.status !== 'PASSING').length,
  );
  eks('ListUpdates');
}

function kubernetesOf(podsPerCluster: number, calls: Calls): void {
  const kubernetes = (operation: string, count = 1) =>
    add(calls, 'kubernetes', operation, count);
  for (const plural of KUBERNETES_LISTS) kubernetes(`list ${plural}`);
  kubernetes('list pods', pages(podsPerCluster, PODS_A_PAGE));
  kubernetes('get configmaps', CONFIG_MAPS);
  // What the migrate role may do: one question.
  kubernetes('create selfsubjectrulesreviews');
}

function regionOf(account: Account, calls: Calls): void {
  const { clusters } = account;
  const groups = clusters.flatMap(cluster => [
    ...cluster.nodegroups,
    ...cluster.autoScalingGroups,
  ]);
  const instances = groups.reduce((n, group) => n + group.size.desired, 0);
  const subnets = account.vpcs.reduce((n, vpc) => n + vpc.subnets.length, 0);
  const securityGroups = clusters.reduce(
    (n, cluster) => n + 1 + cluster.securityGroups.length,
    0,
  );
  const types = new Set(groups.flatMap(group => group.instanceTypes));

  const eks = (operation: string, count = 1) =>
    add(calls, 'eks', operation, count);
  eks('DescribeClusterVersions');
  eks(
    'DescribeAddonVersions',
    new Set(
      clusters.flatMap(cluster =>
        cluster.addons.map(addon => `${addon.name} ${cluster.version}`),
      ),
    ).size,
  );

  const ec2 = (operation: string, count = 1) =>
    add(calls, 'ec2', operation, count);
  ec2('DescribeSubnets', pages(subnets, 1000));
  // Public, private and main: three a VPC.
  ec2('DescribeRouteTables', pages(account.vpcs.length * 3, 100));
  ec2('DescribeVpcs', pages(account.vpcs.length, 1000));
  ec2('DescribeVpcAttribute', account.vpcs.length * 2);
  ec2('DescribeVpcEndpoints');
  ec2('DescribeSecurityGroups', pages(securityGroups, 1000));
  ec2('DescribeInstances', pages(instances, 1000));
  ec2('DescribeInstanceTypes', pages(types.size, 100));
  ec2('DescribeLaunchTemplateVersions', groups.length);
  ec2('GetEbsEncryptionByDefault');
  ec2('GetEbsDefaultKmsKeyId');

  const autoscaling = (operation: string, count = 1) =>
    add(calls, 'autoscaling', operation, count);
  autoscaling('DescribeAutoScalingGroups', pages(groups.length, 100));
  autoscaling('DescribePolicies');
  autoscaling('DescribeScheduledActions');
  autoscaling('DescribeNotificationConfigurations');
  autoscaling('DescribeLifecycleHooks', groups.length);

  const iam = (operation: string, count = 1) =>
    add(calls, 'iam', operation, count);
  const roles = new Set(
    clusters.flatMap(cluster => [
      cluster.role,
      ...cluster.nodegroups.map(group => group.role ?? `${cluster.name}-node`),
    ]),
  );
  // And the role that each cluster's Auto nodes are to have, which is not there.
  iam('GetRole', roles.size + clusters.length);
  iam('ListAttachedRolePolicies', roles.size);
  iam('ListRolePolicies', roles.size);

  add(calls, 'servicequotas', 'GetServiceQuota');
  add(calls, 'sts', 'AssumeRole', 2);
}

/**
 * The fewest calls with which the fleet can be read: every page of a list once, one describe a
 * child, and once a region what its clusters share. Counted from the fleet's description; nothing
 * of the product is asked.
 */
export function minimumOf(fleet: Fleet, podsPerCluster: number) {
  const places = fleet.accounts.map(account => {
    const calls: Calls = {};
    for (const cluster of account.clusters) {
      eksOf(cluster, calls);
      kubernetesOf(podsPerCluster, calls);
    }
    regionOf(account, calls);
    return { place: account.id, calls };
  });
  const whole: Calls = {};
  for (const { calls } of places) {
    for (const [service, operations] of Object.entries(calls)) {
      for (const [operation, count] of Object.entries(operations)) {
        add(whole, service, operation, count);
      }
    }
  }
  // The price list is the same from every account: a region's Auto Mode fees, and its instances'
  // prices. The sandbox's fit a page of a hundred each; AWS' take some ten.
  const regions = new Set(
    fleet.accounts.flatMap(({ clusters }) =>
      clusters.map(({ region }) => region),
    ),
  );
  add(whole, 'pricing', 'GetProducts', 2 * regions.size);
  return { whole, places };
}
