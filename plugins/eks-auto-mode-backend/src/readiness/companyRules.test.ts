// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { companyCheck, type CompanyDemand } from './companyRules';
import { GROUP_ARN, OWN_ARN, ownGroup, together } from './testing/groups';
import { CLUSTER_ARN, healthyInventory, withUnread } from './testing/inventory';
import { aContainer, aDaemonSet, aDeployment } from './testing/objects';
import { says, saysOf, type Change } from './testing/says';

const check = (demand: CompanyDemand) =>
  companyCheck({
    code: 'X-AMI',
    title: 'Approved images only',
    severity: 'warning',
    why: 'A rule of the company asks for it.',
    remediation: 'Do as the rule says.',
    demand,
  });

describe('a rule as a check', () => {
  const images = (autoMode: boolean) =>
    check({ type: 'images', ids: ['ami-1'], autoMode });
  const registries = check({
    type: 'registries',
    names: ['111122223333.dkr.ecr.us-east-1.amazonaws.com', '*.corp.example'],
  });
  const web = (image: string): Change => ({
    deployments: [
      aDeployment('web', { spec: { containers: [aContainer({ image })] } })
        .deployment,
    ],
    daemonSets: [],
    replicaSets: [],
    pods: [],
  });
  const lasting = check({
    type: 'mustNotRestart',
    labels: ['example.org/restart=never', 'example.org/singleton'],
  });
  const labelled = (
    labels: Record<string, string>,
    where: 'object' | 'template' | 'pod',
    spec: Partial<PodSpec> = {},
  ): Change => {
    const { deployment, replicaSet, pods } = aDeployment('web', {
      replicas: 2,
      spec,
    });
    const { template } = deployment.spec;
    const on = <T extends object>(here: typeof where, metadata: T) =>
      where === here ? { ...metadata, labels } : metadata;
    return {
      deployments: [
        {
          ...deployment,
          metadata: on('object', deployment.metadata),
          spec: {
            ...deployment.spec,
            template: {
              ...template,
              metadata: on('template', template.metadata ?? {}),
            },
          },
        },
      ],
      replicaSets: [replicaSet],
      pods: [pods[0], { ...pods[1], metadata: on('pod', pods[1].metadata) }],
      daemonSets: [],
    };
  };
  const onlyTemplate =
    (imageId: string): Change =>
    healthy => ({
      nodegroups: healthy.nodegroups.map(one => ({
        ...one,
        launchTemplate: { id: 'lt-1', version: '3' },
      })),
      launchTemplates: [
        {
          id: 'lt-1',
          version: '3',
          imageId,
          securityGroupIds: [],
          blockDevices: [],
        },
      ],
      instances: [],
    });
  const instance =
    (imageId: string, managedByAuto: boolean): Change =>
    healthy => ({
      instances: healthy.instances
        .slice(0, 1)
        .map(one => ({ ...one, id: 'i-1', imageId, managedByAuto })),
    });

  it.each<[string, ReturnType<typeof check>, Change, string[]]>([
    ['passes an approved image', images(true), onlyTemplate('ami-1'), []],
    [
      'warns of another image',
      images(true),
      onlyTemplate('ami-2'),
      [`warning ${GROUP_ARN}`],
    ],
    [
      'warns of another image in a launch configuration',
      images(true),
      together(ownGroup({ imageId: 'ami-2', configuration: true }), {
        instances: [],
      }),
      [`warning ${OWN_ARN}`],
    ],
    [
      'passes an approved one in a group of somebody’s own',
      images(true),
      together(ownGroup({ imageId: 'ami-1' }), { instances: [] }),
      [],
    ],
    [
      'warns of an instance',
      images(true),
      instance('ami-2', false),
      ['warning arn:aws:ec2:us-east-1:111122223333:instance/i-1'],
    ],
    ['passes an approved instance', images(true), instance('ami-1', false), []],
    ['passes over Auto nodes', images(true), instance('ami-2', true), []],
    [
      'says that Auto Mode’s images are not approved',
      images(false),
      onlyTemplate('ami-1'),
      [`warning ${CLUSTER_ARN}`],
    ],
    [
      'passes an approved registry',
      registries,
      web('111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1'),
      [],
    ],
    ['passes one below a domain', registries, web('r.corp.example/web:1'), []],
    [
      'warns of a look-alike',
      registries,
      web('evilcorp.example/web:1'),
      ['warning Deployment shop/web'],
    ],
    [
      'warns of Docker Hub',
      registries,
      web('nginx'),
      ['warning Deployment shop/web'],
    ],
    [
      'warns of what carries the label of what must not restart',
      lasting,
      labelled({ 'example.org/restart': 'never' }, 'object'),
      ['warning Deployment shop/web'],
    ],
    [
      'warns where its pods carry it',
      lasting,
      labelled({ 'example.org/restart': 'never' }, 'template'),
      ['warning Deployment shop/web'],
    ],
    [
      'warns where one of its pods carries it, whatever its value where none is asked',
      lasting,
      labelled({ 'example.org/singleton': '' }, 'pod'),
      ['warning Deployment shop/web'],
    ],
    [
      'passes on the label with another value',
      lasting,
      labelled({ 'example.org/restart': 'fine' }, 'object'),
      [],
    ],
    [
      'passes on another label',
      lasting,
      labelled({ 'example.org/restart-at': 'never' }, 'object'),
      [],
    ],
    [
      'passes over what keeps off Auto nodes',
      lasting,
      labelled({ 'example.org/singleton': '' }, 'object', {
        nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' },
      }),
      [],
    ],
    [
      'passes over DaemonSets',
      lasting,
      () => {
        const { daemonSet } = aDaemonSet('agent');
        const labels = { 'example.org/singleton': '' };
        return {
          daemonSets: [
            { ...daemonSet, metadata: { ...daemonSet.metadata, labels } },
          ],
        };
      },
      [],
    ],
    [
      'warns of a missing tag',
      check({ type: 'tags', keys: ['CostCenter'] }),
      {},
      [`warning ${CLUSTER_ARN}`],
    ],
    [
      'passes with the tag',
      check({ type: 'tags', keys: ['CostCenter'] }),
      healthy => ({
        cluster: { ...healthy.cluster, tags: { CostCenter: '7' } },
      }),
      [],
    ],
  ])('%s', (_words, one, change, expected) => {
    expect(says(one, change)).toEqual(expected);
  });

  it('is unknown where what it needs could not be read', () => {
    expect(
      saysOf(images(true), withUnread(healthyInventory(), ['instances'])),
    ).toEqual([`unknown ${CLUSTER_ARN}`]);
  });
});
