// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { companyCheck, type CompanyDemand } from './companyRules';
import { GROUP_ARN, OWN_ARN, ownGroup, together } from './testing/groups';
import { CLUSTER_ARN, healthyInventory, withUnread } from './testing/inventory';
import { aContainer, aDeployment } from './testing/objects';
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
