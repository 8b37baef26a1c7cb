// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  CronJob,
  Job,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  aDaemonSet,
  aDeployment,
  aPod,
  aPodSpec,
  aStatefulSet,
} from './testing/objects';
import { workloadsOf, type WorkloadParts } from './workloads';

const none: WorkloadParts = {
  pods: [],
  deployments: [],
  replicaSets: [],
  statefulSets: [],
  daemonSets: [],
  jobs: [],
  cronJobs: [],
};

const summary = (parts: Partial<WorkloadParts>) =>
  workloadsOf({ ...none, ...parts }).map(
    ({ subject, pods }) =>
      `${subject.apiVersion} ${subject.kind} ${subject.name} ${pods.length}`,
  );

function ownedPod(
  name: string,
  apiVersion: string,
  kind: string,
  by: string,
): Pod {
  const pod = aPod(name);
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ownerReferences: [
        { apiVersion, kind, name: by, uid: by, controller: true },
      ],
    },
  };
}

describe('workloads', () => {
  it('are the top controllers of pods', () => {
    const web = aDeployment('web');
    const db = aStatefulSet('db', { replicas: 2 });
    const agent = aDaemonSet('agent');
    expect(
      summary({
        pods: [...web.pods, ...db.pods, ...agent.pods, aPod('alone')],
        deployments: [web.deployment],
        replicaSets: [web.replicaSet],
        statefulSets: [db.statefulSet],
        daemonSets: [agent.daemonSet],
      }),
    ).toEqual([
      'apps/v1 DaemonSet agent 3',
      'apps/v1 Deployment web 3',
      'v1 Pod alone 1',
      'apps/v1 StatefulSet db 2',
    ]);
  });

  it('are found through jobs up to their schedule', () => {
    const template = { spec: aPodSpec() };
    const job: Job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'report-1',
        namespace: 'shop',
        ownerReferences: [
          {
            apiVersion: 'batch/v1',
            kind: 'CronJob',
            name: 'report',
            uid: 'c',
            controller: true,
          },
        ],
      },
      spec: { template },
    };
    const cronJob: CronJob = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'report', namespace: 'shop' },
      spec: { jobTemplate: { spec: { template } } },
    };
    expect(
      summary({
        pods: [ownedPod('report-1-x', 'batch/v1', 'Job', 'report-1')],
        jobs: [job],
        cronJobs: [cronJob],
      }),
    ).toEqual(['batch/v1 CronJob report 1']);
  });

  it('can be of a kind that only the owner reference tells', () => {
    const { replicaSet, pods } = aDeployment('web');
    replicaSet.metadata.ownerReferences = [
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        name: 'web',
        uid: 'r',
        controller: true,
      },
    ];
    expect(summary({ replicaSets: [replicaSet], pods })).toEqual([
      'argoproj.io/v1alpha1 Rollout web 3',
    ]);
  });

  it('leave out mirror and finished pods, and finished jobs', () => {
    const mirror = ownedPod('kube-proxy-node', 'v1', 'Node', 'node');
    const finished: Pod = { ...aPod('done'), status: { phase: 'Succeeded' } };
    const job: Job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'done', namespace: 'shop' },
      spec: { template: { spec: aPodSpec() } },
      status: { completionTime: '2026-11-20T00:00:00Z' },
    };
    expect(summary({ pods: [mirror, finished], jobs: [job] })).toEqual([]);
  });

  it('stand there without pods too', () => {
    const { deployment } = aDeployment('scaled-down', { replicas: 0 });
    expect(summary({ deployments: [deployment] })).toEqual([
      'apps/v1 Deployment scaled-down 0',
    ]);
  });

  it('survive owner references in a ring', () => {
    const { replicaSet, pods } = aDeployment('web');
    replicaSet.metadata.ownerReferences = [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: replicaSet.metadata.name,
        uid: 'x',
        controller: true,
      },
    ];
    expect(summary({ replicaSets: [replicaSet], pods })).toEqual([
      'apps/v1 ReplicaSet web-5d4f 3',
    ]);
  });

  it('are worked out once an inventory, and anew for another', () => {
    const { deployment, replicaSet, pods } = aDeployment('web');
    const parts = {
      ...none,
      pods,
      deployments: [deployment],
      replicaSets: [replicaSet],
    };
    expect(workloadsOf({ ...parts })).toBe(workloadsOf(parts));
    expect(summary({ ...parts, deployments: [] })).toEqual([
      'apps/v1 Deployment web 3',
    ]);
    expect(workloadsOf({ ...parts, replicaSets: [] })[0].pods).toEqual([]);
  });
});
