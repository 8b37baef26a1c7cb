// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  template,
  together,
} from '../../testing/groups';
import type { Subnet } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { tenancy } from './tenancy';

const OUTPOST_ARN =
  'arn:aws:outposts:us-east-1:111122223333:outpost/op-0123456789abcdef0';

const WAVELENGTH = 'us-east-1-wl1-bos-wlz-1';

/** One more subnet, in which nothing of the healthy cluster stands. */
const more =
  (change: Partial<Subnet>): Change =>
  ({ subnets }) => ({ subnets: [...subnets, { ...subnets[0], ...change }] });
const onOutpost = more({ id: 'subnet-outpost', outpostArn: OUTPOST_ARN });
const onWavelength = more({ id: 'subnet-wl', availabilityZone: WAVELENGTH });

holds(tenancy, [
  [
    'blocks a group of dedicated instances, once',
    ({ instances }) => ({
      instances: instances.map(one => ({ ...one, tenancy: 'dedicated' })),
    }),
    [`blocker ${GROUP_ARN}`],
    ['3 instances: tenancy dedicated'],
  ],
  [
    'blocks an instance of no group',
    ({ instances }) => ({
      instances: [{ ...instances[0], tags: {}, tenancy: 'host' }],
    }),
    ['blocker arn:aws:ec2:us-east-1:111122223333:instance/i-0a'],
    ['1 instance: tenancy host'],
  ],
  [
    'blocks on a Wavelength zone',
    ({ instances }) => ({
      instances: instances.map(one => ({
        ...one,
        availabilityZone: WAVELENGTH,
      })),
    }),
    [`blocker ${GROUP_ARN}`],
    [`3 instances: Wavelength zone ${WAVELENGTH}`],
  ],
  [
    'blocks on an Outpost',
    ({ instances: [first, ...others] }) => ({
      instances: [{ ...first, outpostArn: OUTPOST_ARN }, ...others],
    }),
    [`blocker ${GROUP_ARN}`],
    [`1 instance: Outpost ${OUTPOST_ARN}`],
  ],
  [
    'blocks a managed group with a subnet on an Outpost, without an instance',
    together(
      ({ nodegroups: [general] }) => ({
        nodegroups: [
          {
            ...general,
            subnetIds: [...general.subnetIds, 'subnet-outpost', 'subnet-wl'],
          },
        ],
      }),
      onOutpost,
      onWavelength,
    ),
    [`blocker ${GROUP_ARN}`],
    [
      `subnet-outpost: Outpost ${OUTPOST_ARN}, subnet-wl: Wavelength zone ${WAVELENGTH}`,
    ],
  ],
  [
    'blocks a group of somebody’s own in a Wavelength zone, without an instance',
    together(ownGroup({}, { subnetIds: ['subnet-wl'] }), onWavelength),
    [`blocker ${OWN_ARN}`],
    [`subnet-wl: Wavelength zone ${WAVELENGTH}`],
  ],
  [
    'passes over subnets of that kind that no group uses',
    together(onOutpost, onWavelength),
    [],
  ],
  [
    'passes on a Local Zone, and where no zone is told',
    ({ subnets, instances: [first, second] }) => ({
      subnets: subnets.map(one => ({
        ...one,
        availabilityZone: 'us-east-1-bos-1a',
      })),
      instances: [
        { ...first, availabilityZone: 'us-east-1-bos-1a' },
        { ...second, availabilityZone: undefined },
      ],
    }),
    [],
  ],
  [
    'passes over instances of Auto Mode, and over one that has ended',
    ({ instances: [first, second] }) => ({
      instances: [
        { ...first, outpostArn: OUTPOST_ARN, managedByAuto: true },
        { ...second, outpostArn: OUTPOST_ARN, state: 'stopped' },
      ],
    }),
    [],
  ],
  [
    'blocks a group of somebody’s own, not its instances',
    together(
      ownGroup(
        {},
        {
          instances: [
            {
              id: 'i-0a',
              lifecycleState: 'InService',
              protectedFromScaleIn: false,
            },
          ],
        },
      ),
      ({ instances }) => ({
        instances: [{ ...instances[0], tags: {}, tenancy: 'dedicated' }],
      }),
    ),
    [`blocker ${OWN_ARN}`],
    ['1 instance: tenancy dedicated'],
  ],
  [
    'blocks a launch configuration that asks for it, without an instance',
    ownGroup({ configuration: true, tenancy: 'dedicated' }),
    [`blocker ${OWN_ARN}`],
    ['launch configuration tenancy = dedicated'],
  ],
  [
    'blocks a template of a managed group that asks for hosts',
    template({ tenancy: 'host' }),
    [`blocker ${GROUP_ARN}`],
    ['launch template tenancy = host'],
  ],
  ['passes on a template of the default', template({ tenancy: 'default' }), []],
  [
    'passes on default tenancy',
    ({ instances }) => ({
      instances: instances.map(one => ({ ...one, tenancy: 'default' })),
    }),
    [],
  ],
]);
