// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeClusterCommand,
  ListClustersCommand,
  type Cluster,
} from '@aws-sdk/client-eks';
import type { ClusterProblem } from '../assessments/clustersStore';
import type { UnregisteredCluster } from '../assessments/unregisteredStore';
import { awsFailure } from './awsFailure';
import { catalogInfoOf } from './catalogInfo';
import type { Environments } from './environments';
import { partitionOf } from './partition';
import { ReachError } from './reachError';
import type { AwsClients, Purpose } from './session';
import type { SessionTags } from './credentials';

/** What of the sessions a look through the accounts needs. */
export interface RegionSessions {
  openRegion(
    place: { accountId: string; region: string; partition: string },
    purpose: Purpose,
    tags: SessionTags,
  ): Promise<AwsClients>;
}

export interface Discovered {
  /** Clusters that no entity of the catalog stands for. */
  unregistered: UnregisteredCluster[];
  /** Accounts and regions that did not answer; nothing is concluded about them. */
  problems: (ClusterProblem & { accountId: string; region: string })[];
}

/** Regions that are looked through at the same time. */
const AT_ONCE = 8;

async function clusterNames(
  clients: AwsClients,
  signal: AbortSignal,
): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await clients.eks.send(
      new ListClustersCommand({ maxResults: 100, nextToken }),
      { abortSignal: signal },
    );
    names.push(...(page.clusters ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return names;
}

function problemOf(
  error: unknown,
  place: { accountId: string; region: string },
): Discovered['problems'][number] {
  if (error instanceof ReachError) {
    return {
      ...place,
      code: error.code,
      message: error.message,
      remedy: error.remedy,
    };
  }
  const { kind, name, message } = awsFailure(error);
  return {
    ...place,
    code: `list-clusters-${kind}`,
    message: `The clusters of account ${place.accountId}, region ${place.region} could not be listed (${name}): ${message}`,
    remedy:
      kind === 'denied'
        ? 'Allow eks:ListClusters and eks:DescribeCluster to the assess role'
        : 'Refresh later; the connection test of a cluster there tells more',
  };
}

/** Looks through every configured account and region for clusters that the catalog lacks. */
export async function discoverClusters(
  options: {
    environments: Environments;
    sessions: RegionSessions;
    /** ARNs that entities stand for. */
    registered: ReadonlySet<string>;
  },
  signal: AbortSignal,
): Promise<Discovered> {
  const places = options.environments.all.flatMap(({ accounts }) =>
    accounts.flatMap(({ accountId, regions }) =>
      regions.map(region => ({ accountId, region })),
    ),
  );
  const found: Discovered = { unregistered: [], problems: [] };
  const look = async (place: (typeof places)[number]) => {
    try {
      const partition = partitionOf(place.region);
      const clients = await options.sessions.openRegion(
        { ...place, partition },
        'assess',
        {},
      );
      for (const name of await clusterNames(clients, signal)) {
        const arn = `arn:${partition}:eks:${place.region}:${place.accountId}:cluster/${name}`;
        if (options.registered.has(arn)) continue;
        const described = await describe(clients, name, signal);
        found.unregistered.push(unregistered(arn, name, place, described));
      }
    } catch (error) {
      signal.throwIfAborted();
      found.problems.push(problemOf(error, place));
    }
  };
  const queue = [...places];
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, queue.length) }, async () => {
      for (let place = queue.shift(); place; place = queue.shift()) {
        await look(place);
      }
    }),
  );
  found.unregistered.sort((a, b) => a.arn.localeCompare(b.arn));
  return found;
}

/** A cluster that may be listed but not described is shown all the same. */
async function describe(
  clients: AwsClients,
  name: string,
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  try {
    const { cluster } = await clients.eks.send(
      new DescribeClusterCommand({ name }),
      { abortSignal: signal },
    );
    return cluster;
  } catch (error) {
    signal.throwIfAborted();
    const { kind } = awsFailure(error);
    if (kind === 'denied' || kind === 'not-found') return undefined;
    throw error;
  }
}

function unregistered(
  arn: string,
  name: string,
  place: { accountId: string; region: string },
  cluster: Cluster | undefined,
): UnregisteredCluster {
  return {
    arn,
    name,
    ...place,
    ...(cluster
      ? {
          autoMode: cluster.computeConfig?.enabled ?? false,
          version: cluster.version,
        }
      : {}),
    catalogInfo: catalogInfoOf({ arn, name, ...place, tags: cluster?.tags }),
  };
}
