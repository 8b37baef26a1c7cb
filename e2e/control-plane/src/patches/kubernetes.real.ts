// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateFargateProfileCommand } from '@aws-sdk/client-eks';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import type { FleetInput } from '@internal/sandbox';
import { installAutoModeCrds } from '../cluster/autoMode';
import { findBinaries } from '../cluster/binaries';
import type { ControlPlane } from '../cluster/controlPlane';
import { withWorkbench, type Workbench } from '../commands/workbench';
import { packageFolder } from '../expectation/expectation';
import type { Finding } from '../product';
import {
  account,
  clusterArn,
  clusterName,
  credentials,
  region,
  roles,
} from '../sandbox/fleet';
import { clientsOf } from './awsCommand';
import { eventually } from './patchWorld';
import { applyPatch, type Terminal } from './shell';

jest.setTimeout(600_000);

const run = promisify(execFile);

/** Check and subject, and how many patches it takes; in an order in which a person could work. */
const cases: [code: string, subject: string, patches?: number][] = [
  ['WL-01', 'Deployment shop/never'],
  ['WL-02', 'Deployment shop/twice'],
  ['WL-03', 'Deployment shop/broken'],
  ['WL-04', 'Pod shop/bare'],
  ['WL-06', 'Deployment shop/unguarded'],
  ['WL-09', 'Deployment shop/by-selector'],
  ['WL-09', 'StatefulSet shop/by-affinity'],
  ['WL-10', 'CronJob shop/karpenters'],
  ['WL-13', 'Deployment shop/spread'],
  ['WL-19', 'Deployment shop/unmoved'],
  ['WL-19', 'CronJob shop/karpenters'],
  // Pods that no change of a template reaches.
  ['WL-19', 'StatefulSet shop/by-hand'],
  ['WL-19', 'Job shop/train'],
  ['WL-19', 'CronJob shop/nightly'],
  ['WL-23', 'Deployment shop/region'],
  ['NG-16', 'Deployment serverless/fargate'],
  ['ADD-03', 'DaemonSet kube-system/ebs-csi-node'],
  ['ADD-12', 'DaemonSet kube-system/nvidia-device-plugin'],
  ['NET-15', clusterArn],
  ['NET-16', 'NetworkPolicy shop/dns'],
  ['ST-02', 'StorageClass gp2'],
  ['ST-03', clusterArn],
  // Two volumes: commands, not a fragment.
  ['ST-05', 'StatefulSet shop/data'],
  ['ST-10', clusterArn],
  ['WL-33', 'CronJob shop/forced'],
  ['CL-16', clusterArn],
  ['NG-24', 'autoScalingGroupName/workers'],
  ['ADD-16', 'Deployment kube-system/karpenter'],
  ['ADD-15', 'ServiceAccount kube-system/cluster-autoscaler'],
  ['SA-06', 'ConfigMap kube-system/aws-auth'],
  // First an access entry, then away with the row.
  ['SA-05', 'ConfigMap kube-system/aws-auth', 2],
  // First a second Service, then away with the old one.
  ['LB-01', 'Service shop/web', 2],
  // So with a second Ingress.
  ['LB-02', 'Ingress shop/web', 2],
];

/**
 * AWS as these patches need it: the migrate role has its group and nothing else, an autoscaler that is gone left its
 * role, and a group of somebody's own brings an agent.
 */
function fleet(usual: FleetInput): FleetInput {
  const [only, ...others] = usual.accounts;
  const [cluster, ...clusters] = only.clusters ?? [];
  return {
    ...usual,
    accounts: [
      {
        ...only,
        roles: [
          ...(only.roles ?? []),
          {
            name: 'cluster-autoscaler',
            trust: 'account',
            policies: ['AmazonSSMManagedInstanceCore'],
            inline: {
              scale: [
                { Effect: 'Allow', Action: 'autoscaling:*', Resource: '*' },
              ],
            },
          },
        ],
        clusters: [
          {
            ...cluster,
            accessEntries: cluster.accessEntries?.map(entry =>
              entry.principal === roles.migrate
                ? { principal: roles.migrate, groups: [roles.migrate] }
                : entry,
            ),
            autoScalingGroups: [
              {
                name: 'workers',
                size: { min: 0, desired: 0, max: 1 },
                role: 'node',
                launchTemplate: {
                  name: 'workers',
                  userData: '#!/bin/bash\nyum install -y falcon-sensor\n',
                },
              },
            ],
          },
          ...clusters,
        ],
      },
      ...others,
    ],
  };
}

/** Applies what never becomes Ready, starts the job of a schedule, and waits for their pods. */
async function addNeverReady({ api, kubectl, kubeconfig }: ControlPlane) {
  const tell = (...words: string[]) =>
    run(kubectl, [`--kubeconfig=${kubeconfig}`, ...words]);
  await tell(
    'apply',
    '-f',
    path.join(packageFolder, 'patches-never-ready.yaml'),
  );
  await tell(
    ...['create', 'job', 'nightly-1', '--from=cronjob/nightly'],
    '--namespace=shop',
  );
  await eventually(async () => {
    const { items } = await api.list('/api/v1/namespaces/shop/pods', {
      labelSelector: 'never=ready',
    });
    return items.length === 4;
  });
}

const nameOf = ({ subject }: Finding) =>
  subject.arn?.replace(/^.*:(?=autoScalingGroupName\/)/, '') ??
  `${subject.kind} ${subject.namespace ? `${subject.namespace}/` : ''}${
    subject.name
  }`;

async function mendAll(
  bench: Workbench,
  terminal: Terminal,
): Promise<{ found: string[]; left: string[] }> {
  const cluster = await bench.product.cluster(clusterArn);
  const assess = async () =>
    bench.product.findings(await bench.product.refresh(cluster));
  const mine = (findings: Finding[]) =>
    cases.flatMap(([code, subject]) =>
      findings.filter(
        one =>
          one.code === code &&
          one.severity !== 'unknown' &&
          nameOf(one) === subject,
      ),
    );
  /** What should be gone after so many patches of each. */
  const late = (findings: Finding[], rounds: number) =>
    findings.filter(one =>
      cases.some(
        ([code, subject, patches = 1]) =>
          patches <= rounds && one.code === code && nameOf(one) === subject,
      ),
    );
  const words = (findings: Finding[]) =>
    findings.map(one => `${one.code} ${nameOf(one)}`);

  const first = mine(await assess());
  const most = Math.max(...cases.map(([, , patches = 1]) => patches));
  let left = first;
  for (let round = 1; round <= most; round += 1) {
    for (const finding of left) {
      if (!finding.patch)
        throw new Error(`${finding.code} ${nameOf(finding)} has no patch`);
      await applyPatch(finding.patch, terminal);
    }
    // Controllers, and AWS, take a moment to follow.
    const deadline = Date.now() + 60_000;
    do {
      await sleep(1000);
      left = mine(await assess());
    } while (late(left, round).length > 0 && Date.now() < deadline);
    // Not again: that the second patch of a finding ends it does not make the first one whole.
    if (late(left, round).length > 0) break;
  }
  return { found: words(first), left: words(left) };
}

describe('Kubernetes patches, applied as the page shows them', () => {
  it('are taken by a real API server, and their findings are gone', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patches-'));
    try {
      const outcome = await withWorkbench(
        path.join(packageFolder, 'patches'),
        {
          progress: line => process.stderr.write(`${line}\n`),
          signal: AbortSignal.timeout(560_000),
          binaries: await findBinaries(),
          fleet,
        },
        async bench => {
          const clients = clientsOf(bench.aws.endpoint, region, credentials);
          await clients.eks.send(
            new CreateFargateProfileCommand({
              clusterName,
              fargateProfileName: 'serverless',
              podExecutionRoleArn: `arn:aws:iam::${account}:role/node`,
              selectors: [{ namespace: 'serverless' }],
            }),
          );
          expect(bench.notApplied).toEqual([]);
          // Some patches are of kinds that come with Auto Mode.
          await installAutoModeCrds(bench.plane.api, bench.plane.data);
          await addNeverReady(bench.plane);
          const mended = await mendAll(bench, {
            folder,
            clients,
            kubectl: {
              program: bench.plane.kubectl,
              kubeconfig: bench.plane.kubeconfig,
            },
          });
          // With the service account of ADD-15 goes its role.
          await expect(
            clients.iam.send(
              new GetRoleCommand({ RoleName: 'cluster-autoscaler' }),
            ),
          ).rejects.toThrow('cannot be found');
          return mended;
        },
      );
      expect(outcome).toEqual({
        found: cases.map(([code, subject]) => `${code} ${subject}`),
        left: [],
      });
    } finally {
      await fs.rm(folder, { recursive: true, force: true });
    }
  });
});
