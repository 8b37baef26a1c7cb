// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { healthyParts } from '../readiness/testing/inventory';
import { aDeployment } from '../readiness/testing/objects';
import { dataLost } from './dataLost';
import { findSources } from '../placement/sources';
import { toJson } from './canonical';
import { plan } from './plan';
import { podFits } from './podFits';
import { planInput } from './testing/untouched';

const made = plan(planInput(healthyParts()));
const nothing = { claims: [], volumes: [], classes: [] };

const pod = (spec: Partial<Pod['spec']>): Pod =>
  aDeployment('web', { replicas: 1, spec }).pods[0];

describe('whether a pod still has a place on the plan’s pools', () => {
  it('says yes to a pod like those that were simulated, also for a plan that was stored', () => {
    expect(podFits(made, pod({}), nothing)).toEqual({ fits: true });
    const stored = JSON.parse(JSON.stringify(toJson(made)));
    expect(podFits(stored, pod({}), nothing)).toEqual({ fits: true });
  });

  it('says no, and why, where the pod changed since', () => {
    expect(
      podFits(made, pod({ nodeSelector: { disk: 'fast' } }), nothing),
    ).toEqual({
      fits: false,
      reason:
        'pool migrated-general: disk In (fast): its nodes have no such label; pool system: taint CriticalAddonsOnly:NoSchedule is not tolerated',
    });
  });

  it('says no where its volume is one that Auto nodes cannot mount', () => {
    const fit = podFits(
      made,
      pod({
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        ],
      }),
      {
        claims: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data', namespace: 'shop' },
            spec: { volumeName: 'pv' },
          },
        ],
        volumes: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolume',
            metadata: { name: 'pv' },
            spec: { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' } },
          },
        ],
        classes: [],
      },
    );
    expect(fit).toMatchObject({
      fits: false,
      reason: expect.stringContaining('EBS CSI driver'),
    });
  });
});

describe('data that a drain loses', () => {
  it('is the emptyDir volumes of the pods that move, by workload', () => {
    const cache = aDeployment('cache', {
      replicas: 2,
      spec: {
        volumes: [
          { name: 'tmp', emptyDir: {} },
          { name: 'conf', configMap: { name: 'c' } },
          { name: 'mem', emptyDir: { medium: 'Memory' } },
        ],
      },
    });
    const parts = {
      ...healthyParts(),
      pods: cache.pods,
      replicaSets: [cache.replicaSet],
    };
    expect(dataLost(findSources(parts).sources, parts)).toEqual([
      {
        workload: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          namespace: 'shop',
          name: 'cache',
        },
        volumes: ['mem', 'tmp'],
        pods: 2,
      },
    ]);
    expect(dataLost([], parts)).toEqual([]);
  });
});
