// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribeFargateProfileCommand,
  DescribeInsightCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListAssociatedAccessPoliciesCommand,
  ListFargateProfilesCommand,
  ListInsightsCommand,
  ListNodegroupsCommand,
  ListPodIdentityAssociationsCommand,
  ListUpdatesCommand,
} from '@aws-sdk/client-eks';
import type {
  AccessEntry,
  Addon,
  ClusterDescription,
  ClusterUpdate,
  ClusterVersion,
  FargateProfile,
  Insight,
  Nodegroup,
  PodIdentityAssociation,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  reduceAccessEntry,
  reduceAddon,
  reduceCluster,
  reduceClusterVersion,
  reduceFargateProfile,
  reduceInsight,
  reduceNodegroup,
  reducePodIdentity,
  reduceUpdate,
} from './eksReduce';
import { children, pages, part, valueOf, type Reading } from './reading';

/** Updates of a cluster that are looked at; EKS lists all that it remembers. */
const MOST_UPDATES = 100;

export function readCluster(
  reading: Reading,
): Promise<Read<ClusterDescription>> {
  const { session, signal } = reading;
  return part(reading, 'eks:DescribeCluster', async () => {
    const described = session.describeCluster
      ? await session.describeCluster(signal)
      : (
          await session.aws.eks.send(
            new DescribeClusterCommand({ name: session.clusterName }),
            { abortSignal: signal },
          )
        ).cluster;
    if (!described) throw new Error('EKS described the cluster with nothing');
    return reduceCluster(described);
  });
}

export function readUpdates(reading: Reading): Promise<Read<ClusterUpdate[]>> {
  const { session, signal } = reading;
  const name = session.clusterName;
  return part(reading, 'eks:ListUpdates', async missing => {
    const ids = await pages(async nextToken => {
      const page = await session.aws.eks.send(
        new ListUpdatesCommand({ name, nextToken }),
        { abortSignal: signal },
      );
      return { items: page.updateIds, token: page.nextToken };
    });
    return await children(
      reading,
      'eks:DescribeUpdate',
      ids.slice(0, MOST_UPDATES),
      missing,
      async updateId => {
        const { update } = await session.aws.eks.send(
          new DescribeUpdateCommand({ name, updateId }),
          { abortSignal: signal },
        );
        return update && reduceUpdate(update);
      },
    );
  });
}

export function readClusterVersions(
  reading: Reading,
): Promise<Read<ClusterVersion[]>> {
  const { session } = reading;
  return part(reading, 'eks:DescribeClusterVersions', () =>
    reading.regions.clusterVersions.get(
      `${session.accountId}/${session.region}`,
      reading.signal,
      async signal => {
        const versions = await pages(async nextToken => {
          const page = await session.aws.eks.send(
            new DescribeClusterVersionsCommand({ includeAll: true, nextToken }),
            { abortSignal: signal },
          );
          return { items: page.clusterVersions, token: page.nextToken };
        });
        return versions.map(reduceClusterVersion);
      },
    ),
  );
}

export function readNodegroups(reading: Reading): Promise<Read<Nodegroup[]>> {
  const { session, signal } = reading;
  const { clusterName } = session;
  return part(reading, 'eks:ListNodegroups', async missing => {
    const names = await pages(async nextToken => {
      const page = await session.aws.eks.send(
        new ListNodegroupsCommand({ clusterName, nextToken }),
        { abortSignal: signal },
      );
      return { items: page.nodegroups, token: page.nextToken };
    });
    return await children(
      reading,
      'eks:DescribeNodegroup',
      names,
      missing,
      async nodegroupName => {
        const { nodegroup } = await session.aws.eks.send(
          new DescribeNodegroupCommand({ clusterName, nodegroupName }),
          { abortSignal: signal },
        );
        return nodegroup && reduceNodegroup(nodegroup);
      },
    );
  });
}

/** Versions of an add-on for a Kubernetes version, newest first: the same for every cluster. */
async function addonVersions(
  reading: Reading,
  addonName: string,
  kubernetesVersion: string,
): Promise<string[]> {
  const { session } = reading;
  return await reading.regions.addonVersions.get(
    `${session.accountId}/${session.region}/${addonName}/${kubernetesVersion}`,
    reading.signal,
    async signal => {
      const addons = await pages(async nextToken => {
        const page = await session.aws.eks.send(
          new DescribeAddonVersionsCommand({
            addonName,
            kubernetesVersion,
            nextToken,
          }),
          { abortSignal: signal },
        );
        return { items: page.addons, token: page.nextToken };
      });
      return addons.flatMap(addon =>
        (addon.addonVersions ?? []).flatMap(one => one.addonVersion ?? []),
      );
    },
  );
}

export function readAddons(
  reading: Reading,
  cluster: Promise<Read<ClusterDescription>>,
): Promise<Read<Addon[]>> {
  const { session, signal } = reading;
  const { clusterName } = session;
  return part(reading, 'eks:ListAddons', async missing => {
    const names = await pages(async nextToken => {
      const page = await session.aws.eks.send(
        new ListAddonsCommand({ clusterName, nextToken }),
        { abortSignal: signal },
      );
      return { items: page.addons, token: page.nextToken };
    });
    const { version } = valueOf(await cluster);
    return await children(
      reading,
      'eks:DescribeAddon',
      names,
      missing,
      async addonName => {
        const [{ addon }, versions] = await Promise.all([
          session.aws.eks.send(
            new DescribeAddonCommand({ clusterName, addonName }),
            { abortSignal: signal },
          ),
          addonVersions(reading, addonName, version),
        ]);
        return addon && reduceAddon(addon, versions);
      },
    );
  });
}

export function readAccessEntries(
  reading: Reading,
  cluster: Promise<Read<ClusterDescription>>,
): Promise<Read<AccessEntry[]>> {
  const { session, signal } = reading;
  const { clusterName } = session;
  return part(reading, 'eks:ListAccessEntries', async missing => {
    // Without the API mode EKS refuses to list them: there are none.
    if (valueOf(await cluster).authenticationMode === 'CONFIG_MAP') return [];
    const principals = await pages(async nextToken => {
      const page = await session.aws.eks.send(
        new ListAccessEntriesCommand({ clusterName, nextToken }),
        { abortSignal: signal },
      );
      return { items: page.accessEntries, token: page.nextToken };
    });
    return await children(
      reading,
      'eks:DescribeAccessEntry',
      principals,
      missing,
      async principalArn => {
        const [{ accessEntry }, policies] = await Promise.all([
          session.aws.eks.send(
            new DescribeAccessEntryCommand({ clusterName, principalArn }),
            { abortSignal: signal },
          ),
          pages(async nextToken => {
            const page = await session.aws.eks.send(
              new ListAssociatedAccessPoliciesCommand({
                clusterName,
                principalArn,
                nextToken,
              }),
              { abortSignal: signal },
            );
            return {
              items: page.associatedAccessPolicies,
              token: page.nextToken,
            };
          }),
        ]);
        return accessEntry && reduceAccessEntry(accessEntry, policies);
      },
    );
  });
}

export function readPodIdentityAssociations(
  reading: Reading,
): Promise<Read<PodIdentityAssociation[]>> {
  const { session, signal } = reading;
  const { clusterName } = session;
  return part(reading, 'eks:ListPodIdentityAssociations', async () => {
    const associations = await pages(async nextToken => {
      const page = await session.aws.eks.send(
        new ListPodIdentityAssociationsCommand({ clusterName, nextToken }),
        { abortSignal: signal },
      );
      return { items: page.associations, token: page.nextToken };
    });
    return associations.map(reducePodIdentity);
  });
}

export function readFargateProfiles(
  reading: Reading,
): Promise<Read<FargateProfile[]>> {
  const { session, signal } = reading;
  const { clusterName } = session;
  return part(reading, 'eks:ListFargateProfiles', async missing => {
    const names = await pages(async nextToken => {
      const page = await session.aws.eks.send(
        new ListFargateProfilesCommand({ clusterName, nextToken }),
        { abortSignal: signal },
      );
      return { items: page.fargateProfileNames, token: page.nextToken };
    });
    return await children(
      reading,
      'eks:DescribeFargateProfile',
      names,
      missing,
      async fargateProfileName => {
        const { fargateProfile } = await session.aws.eks.send(
          new DescribeFargateProfileCommand({
            clusterName,
            fargateProfileName,
          }),
          { abortSignal: signal },
        );
        return fargateProfile && reduceFargateProfile(fargateProfile);
      },
    );
  });
}

/** Insights; the recommendation is asked for only where there is something to mend. */
export function readInsights(reading: Reading): Promise<Read<Insight[]>> {
  const { session, signal } = reading;
  const { clusterName } = session;
  return part(reading, 'eks:ListInsights', async missing => {
    const summaries = await pages(async nextToken => {
      const page = await session.aws.eks.send(
        new ListInsightsCommand({
          clusterName,
          filter: { categories: ['UPGRADE_READINESS', 'MISCONFIGURATION'] },
          nextToken,
        }),
        { abortSignal: signal },
      );
      return { items: page.insights, token: page.nextToken };
    });
    const byId = new Map(summaries.map(summary => [summary.id ?? '', summary]));
    return await children(
      reading,
      'eks:DescribeInsight',
      [...byId.keys()],
      missing,
      async id => {
        const summary = byId.get(id) ?? {};
        if (summary.insightStatus?.status === 'PASSING') {
          return reduceInsight(summary);
        }
        const { insight } = await session.aws.eks.send(
          new DescribeInsightCommand({ clusterName, id }),
          { abortSignal: signal },
        );
        return reduceInsight(insight ?? summary);
      },
    );
  });
}
