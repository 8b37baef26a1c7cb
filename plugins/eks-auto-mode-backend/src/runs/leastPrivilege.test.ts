// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createTestDatabases } from '../__testUtils__/databases';
import { needsOf } from '../clusters/accessReview';
import { ConnectionTest } from '../clusters/connectionTest';
import { discoverClusters } from '../clusters/discovery';
import { iamGrants, kubernetesGrants } from '../clusters/grants';
import type { Purpose } from '../clusters/session';
import { checkBucket } from '../backups/bucket';
import { readInventory } from '../inventory/readInventory';
import { RegionReads } from '../inventory/regionReads';
import { migrated } from './__testUtils__/bench';
import { ann, arn, portal, unfinished } from './__testUtils__/portal';
import { spawnSandbox, type RunningSandbox } from './__testUtils__/sandbox';

const databases = createTestDatabases();
const two = arn.replace(/one$/, 'two');
const { signal } = new AbortController();

jest.setTimeout(300_000);

interface Uses {
  aws: { by: string; action: string }[];
  kubernetes: {
    by: string;
    verb: string;
    group: string;
    resource: string;
    subresource?: string;
  }[];
}

/** Granted, and not used by the flows below, each with the reason why it is granted. */
const unused: Record<Purpose, Record<string, string>> = {
  assess: {
    'ec2:DescribeVolumes':
      'volumes behind PersistentVolumes; this cluster has none',
    'list crd.k8s.amazonaws.com/eniconfigs':
      'custom networking of the VPC CNI; asked where its definition is served',
    'list elbv2.k8s.aws/targetgroupbindings':
      'the load balancer controller’s; asked where its definition is served',
    'list gateway.networking.k8s.io/gatewayclasses':
      'the Gateway API; asked where its definition is served',
    'list gateway.networking.k8s.io/gateways': 'the same',
    'list karpenter.k8s.aws/awsnodetemplates':
      'a Karpenter before 0.32; asked where its definition is served',
    'list karpenter.sh/provisioners': 'the same',
    'list karpenter.k8s.aws/ec2nodeclasses':
      'a Karpenter of one’s own; asked where its definition is served',
    'list metrics.k8s.io/nodes':
      'the metrics API; asked where something serves it',
    'list metrics.k8s.io/pods': 'the same',
    'list snapshot.storage.k8s.io/volumesnapshotclasses':
      'snapshots of volumes; asked where their definition is served',
    'list snapshot.storage.k8s.io/volumesnapshots': 'the same',
    'list vpcresources.k8s.aws/securitygrouppolicies':
      'security groups for pods; asked where their definition is served',
  },
  backup: {
    'kms:Decrypt':
      'reading back from a bucket with a key; the sandbox has none',
    'kms:GenerateDataKey':
      'writing to a bucket with a key; the sandbox has none',
    's3:AbortMultipartUpload': 'only where an upload fails half-way',
  },
  migrate: {
    'eks:AssociateAccessPolicy':
      'EKS lets the nodes of its own pools join; ours to do only where it has not (EKS User Guide, create-node-class)',
    'eks:CreateAccessEntry': 'the same',
    'eks:DisassociateAccessPolicy': 'takes the association back',
    'eks:TagResource': 'an entry of ours carries the environment’s tags',
    'get /nodes': 'finds out whether a cordon happened whose answer was lost',
    'list karpenter.sh/nodeclaims': 'says why a canary’s node does not come',
  },
};

describe('the roles of deploy/', () => {
  const { env } = process;
  let sandbox: RunningSandbox;
  let uses: Uses;

  // One world for all: each flow is part of what the roles are for.
  beforeAll(async () => {
    sandbox = await spawnSandbox('privileges');
    process.env = {
      ...env,
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: 'AKIASANDBOXPORTAL000',
      AWS_SECRET_ACCESS_KEY: 'sandbox-portal-secret',
    };
  });

  afterAll(async () => {
    process.env = env;
    await sandbox.stop();
  });

  it('suffice to find, test, assess, back up, migrate, undo and expire', async () => {
    const knex = await migrated(await databases.init('SQLITE_3'));
    const all = portal(knex, {
      bucket: 'privileges-backups',
      externalId: 'sandbox-external-id',
    });
    const { sessions, environments, backups, service } = all;

    const found = await discoverClusters(
      { environments, sessions, registered: new Set() },
      signal,
    );
    expect(found.problems).toEqual([]);
    expect(found.unregistered).toHaveLength(2);

    const checks = await ConnectionTest.run(
      {
        sessions,
        environments,
        checkBucket: (session, placed, abort) =>
          checkBucket(
            session.aws.s3,
            placed.environment.backup?.bucket ?? '',
            session.accountId,
            abort,
          ),
      },
      arn,
      signal,
    );
    expect(checks.filter(check => check.state !== 'passed')).toEqual([]);

    const regions = new RegionReads();
    for (const each of [arn, two]) {
      const { parts } = await readInventory(
        sessions,
        { arn: each },
        { regions },
        signal,
      );
      expect(
        Object.entries(parts).filter(([, part]) => part.state === 'unread'),
      ).toEqual([]);
    }
    const asked = await backups.start(two, ann);
    await backups.tick(signal);
    expect(await backups.get(asked.id)).toMatchObject({
      state: 'verified',
      unread: [],
    });

    const options = {
      enableLogging: true,
      soakSeconds: 0,
      tags: { 'cost-center': '42' },
    };
    const first = await all.start({ ...options, until: 'shrink' });
    let run = await all.until(first.runId, ['blocked', 'done']);
    expect(unfinished(run)).toEqual([]);
    await service.command(
      first.runId,
      { type: 'undo', undoTo: 'auto-mode-off' },
      ann,
    );
    run = await all.until(first.runId, ['blocked', 'undone']);
    expect([run.state, run.blockedBy]).toEqual(['undone', []]);

    const second = await all.start(options);
    run = await all.untilRetired(second.runId, second.made.digest);
    expect(unfinished(run)).toEqual([]);

    // Long after, nothing but the newest is kept.
    all.setNow(new Date(Date.now() + 365 * 24 * 3600_000));
    await backups.sweep();
    await backups.tick(signal);
    await all.close();
    uses = await (await fetch(`${sandbox.url}/_sandbox/uses`)).json();
  });

  const roles: Purpose[] = ['assess', 'backup', 'migrate'];

  it.each(roles)('grant %s no action that is not used', purpose => {
    const own = iamGrants[purpose].filter(
      statement =>
        purpose === 'assess' ||
        !iamGrants.assess.some(({ sid }) => sid === statement.sid),
    );
    // What the assess role reads all three may read: whoever asks.
    const used = new Set(
      uses.aws
        .filter(
          ({ by }) =>
            purpose === 'assess' || by.endsWith(`/eks-auto-mode-${purpose}`),
        )
        .map(({ action }) => action),
    );
    const idle = own
      .flatMap(({ actions }) => actions)
      .filter(action => !used.has(action));
    expect([...new Set(idle)].sort()).toEqual(
      Object.keys(unused[purpose])
        .filter(key => !key.includes(' '))
        .sort(),
    );
  });

  it.each(roles)('grant %s no verb that is not used', purpose => {
    const used = new Set(
      uses.kubernetes
        .filter(({ by }) => by.endsWith(`/eks-auto-mode-${purpose}`))
        .map(
          ({ verb, group, resource, subresource }) =>
            `${verb} ${group}/${resource}${
              subresource ? `/${subresource}` : ''
            }`,
        ),
    );
    const idle = needsOf(kubernetesGrants[purpose])
      .filter(need => need.group !== '*')
      .map(
        ({ verb, group, resource, subresource }) =>
          `${verb} ${group}/${resource}${subresource ? `/${subresource}` : ''}`,
      )
      .filter(need => !used.has(need));
    expect([...new Set(idle)].sort()).toEqual(
      Object.keys(unused[purpose])
        .filter(key => key.includes(' '))
        .sort(),
    );
  });
});
