// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as eks from '@aws-sdk/client-eks';
import { read } from '../../world/lagging';
import { RELEASES } from '../../world/releases';
import { type Call, type Handlers } from '../call';
import { ACCESS_POLICIES, accessPolicyArn } from './accessPolicies';
import { addonVersions, knownAddons } from './addonVersions';
import {
  findAddon,
  findCluster,
  findNodegroup,
  invalidParameter,
  needEntries,
  notFound,
  pageOf,
  readEntry,
} from './find';

const names = <T>(records: Record<string, T>) => Object.keys(records).sort();

const STATUS = {
  STANDARD_SUPPORT: 'standard-support',
  EXTENDED_SUPPORT: 'extended-support',
  UNSUPPORTED: 'unsupported',
} as const;

function support(version: string | undefined) {
  return RELEASES.find(r => r.version === version);
}

function updateOf(
  call: Call,
  input: {
    name?: string;
    updateId?: string;
    nodegroupName?: string;
    addonName?: string;
  },
) {
  const cluster = findCluster(call, input.name);
  if (input.nodegroupName) findNodegroup(cluster, input.nodegroupName);
  if (input.addonName) findAddon(cluster, input.addonName);
  const found = cluster.updates.find(
    u =>
      u.update.id === input.updateId &&
      u.nodegroup === input.nodegroupName &&
      u.addon === input.addonName,
  );
  if (!found)
    throw notFound(`No update found for ID: ${input.updateId}`, {
      clusterName: input.name,
    });
  return found.update;
}

export const readHandlers: Handlers<typeof eks> = {
  ListClusters(call, input) {
    const cut = pageOf(call, names(call.region.clusters), input);
    return { clusters: cut.items, nextToken: cut.nextToken };
  },

  DescribeCluster: (call, input) => ({
    cluster: findCluster(call, input.name).cluster,
  }),

  ListUpdates(call, input) {
    const cluster = findCluster(call, input.name);
    const ids = cluster.updates
      .filter(
        u => u.nodegroup === input.nodegroupName && u.addon === input.addonName,
      )
      .map(u => u.update.id ?? '');
    const cut = pageOf(call, ids, input, input.name);
    return { updateIds: cut.items, nextToken: cut.nextToken };
  },

  DescribeUpdate: (call, input) => ({ update: updateOf(call, input) }),

  ListNodegroups(call, input) {
    const cut = pageOf(
      call,
      names(findCluster(call, input.clusterName).nodegroups),
      input,
      input.clusterName,
    );
    return { nodegroups: cut.items, nextToken: cut.nextToken };
  },

  DescribeNodegroup: (call, input) => ({
    nodegroup: findNodegroup(
      findCluster(call, input.clusterName),
      input.nodegroupName,
    ).nodegroup,
  }),

  ListAddons(call, input) {
    const cut = pageOf(
      call,
      names(findCluster(call, input.clusterName).addons),
      input,
      input.clusterName,
    );
    return { addons: cut.items, nextToken: cut.nextToken };
  },

  DescribeAddon: (call, input) => ({
    addon: findAddon(findCluster(call, input.clusterName), input.addonName),
  }),

  DescribeAddonVersions(call, input) {
    const wanted = knownAddons().filter(
      a => input.addonName === undefined || a === input.addonName,
    );
    const addons = wanted.map(addonName => ({
      addonName,
      type: 'networking',
      publisher: 'eks',
      owner: 'aws',
      addonVersions: addonVersions(addonName)
        .filter(
          v =>
            input.kubernetesVersion === undefined ||
            v.minors.includes(input.kubernetesVersion),
        )
        .map(v => ({
          addonVersion: v.version,
          architecture: ['amd64', 'arm64'],
          computeTypes: ['ec2', 'auto'],
          compatibilities: v.minors
            .filter(
              m =>
                input.kubernetesVersion === undefined ||
                m === input.kubernetesVersion,
            )
            .map(clusterVersion => ({
              clusterVersion,
              platformVersions: ['*'],
              defaultVersion: v.defaultFor.includes(clusterVersion),
            })),
          requiresConfiguration: false,
          requiresIamPermissions: false,
        })),
    }));
    const cut = pageOf(call, addons, input, input.addonName);
    return { addons: cut.items, nextToken: cut.nextToken };
  },

  ListFargateProfiles(call, input) {
    const cut = pageOf(
      call,
      names(findCluster(call, input.clusterName).fargateProfiles),
      input,
      input.clusterName,
    );
    return { fargateProfileNames: cut.items, nextToken: cut.nextToken };
  },

  DescribeFargateProfile(call, input) {
    const profile = findCluster(call, input.clusterName).fargateProfiles[
      input.fargateProfileName ?? ''
    ];
    if (!profile)
      throw notFound(
        `No Fargate Profile found with name: ${input.fargateProfileName}.`,
      );
    return { fargateProfile: profile };
  },

  ListAccessEntries(call, input) {
    const cluster = findCluster(call, input.clusterName);
    needEntries(cluster);
    const arns = names(cluster.accessEntries).filter(arn => {
      const state = read(cluster.accessEntries[arn], call.world.now());
      if (!state) return false;
      return (
        input.associatedPolicyArn === undefined ||
        state.policies.some(p => p.policyArn === input.associatedPolicyArn)
      );
    });
    const cut = pageOf(call, arns, input, input.clusterName);
    return { accessEntries: cut.items, nextToken: cut.nextToken };
  },

  DescribeAccessEntry(call, input) {
    const cluster = findCluster(call, input.clusterName);
    needEntries(cluster);
    return { accessEntry: readEntry(call, cluster, input.principalArn).entry };
  },

  ListAssociatedAccessPolicies(call, input) {
    const cluster = findCluster(call, input.clusterName);
    needEntries(cluster);
    const state = readEntry(call, cluster, input.principalArn);
    const cut = pageOf(call, state.policies, input, input.principalArn);
    return {
      clusterName: cluster.cluster.name,
      principalArn: input.principalArn,
      associatedAccessPolicies: cut.items,
      nextToken: cut.nextToken,
    };
  },

  ListAccessPolicies(call, input) {
    const cut = pageOf(
      call,
      ACCESS_POLICIES.map(name => ({ name, arn: accessPolicyArn(name) })),
      input,
    );
    return { accessPolicies: cut.items, nextToken: cut.nextToken };
  },

  ListPodIdentityAssociations(call, input) {
    const all = Object.values(
      findCluster(call, input.clusterName).podIdentityAssociations,
    )
      .filter(
        a =>
          (input.namespace === undefined || a.namespace === input.namespace) &&
          (input.serviceAccount === undefined ||
            a.serviceAccount === input.serviceAccount),
      )
      .map(
        ({
          clusterName,
          namespace,
          serviceAccount,
          associationArn,
          associationId,
          ownerArn,
        }) => ({
          clusterName,
          namespace,
          serviceAccount,
          associationArn,
          associationId,
          ownerArn,
        }),
      );
    const cut = pageOf(call, all, input, input.clusterName);
    return { associations: cut.items, nextToken: cut.nextToken };
  },

  DescribePodIdentityAssociation(call, input) {
    const association = findCluster(call, input.clusterName)
      .podIdentityAssociations[input.associationId ?? ''];
    if (!association)
      throw notFound(
        `No pod identity association found with ID: ${input.associationId}`,
      );
    return { association };
  },

  ListInsights(call, input) {
    const { filter } = input;
    const all = Object.values(findCluster(call, input.clusterName).insights)
      .filter(
        i =>
          (!filter?.categories?.length ||
            (i.category && filter.categories.includes(i.category))) &&
          (!filter?.statuses?.length ||
            (i.insightStatus?.status &&
              filter.statuses.includes(i.insightStatus.status))) &&
          (!filter?.kubernetesVersions?.length ||
            filter.kubernetesVersions.includes(i.kubernetesVersion ?? '')),
      )
      .map(
        ({
          id,
          name,
          category,
          kubernetesVersion,
          lastRefreshTime,
          lastTransitionTime,
          description,
          insightStatus,
        }) => ({
          id,
          name,
          category,
          kubernetesVersion,
          lastRefreshTime,
          lastTransitionTime,
          description,
          insightStatus,
        }),
      );
    const cut = pageOf(call, all, input, input.clusterName);
    return { insights: cut.items, nextToken: cut.nextToken };
  },

  DescribeInsight(call, input) {
    const insight = findCluster(call, input.clusterName).insights[
      input.id ?? ''
    ];
    if (!insight) throw notFound(`No insight found with ID: ${input.id}`);
    return { insight };
  },

  DescribeClusterVersions(call, input) {
    const wanted = input.clusterVersions;
    if (wanted?.some(v => !support(v)))
      throw invalidParameter(
        'One of the requested cluster versions is not known',
      );
    const all = RELEASES.filter(r =>
      wanted?.length
        ? wanted.includes(r.version)
        : input.includeAll || r.status !== 'UNSUPPORTED',
    )
      .filter(r => !input.defaultOnly || r.isDefault)
      .reverse()
      .map(r => ({
        clusterVersion: r.version,
        clusterType: 'eks',
        defaultPlatformVersion: 'eks.9',
        defaultVersion: r.isDefault,
        releaseDate: new Date(r.released),
        endOfStandardSupportDate: new Date(r.endOfStandard),
        endOfExtendedSupportDate: new Date(r.endOfExtended),
        status: STATUS[r.status],
        versionStatus: r.status,
        kubernetesPatchVersion: r.patch,
      }));
    const cut = pageOf(call, all, input);
    return { clusterVersions: cut.items, nextToken: cut.nextToken };
  },

  ListIdentityProviderConfigs(call, input) {
    findCluster(call, input.clusterName);
    return { identityProviderConfigs: [] };
  },
};
