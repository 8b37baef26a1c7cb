// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  template,
  together,
} from '../../testing/groups';
import { holds } from '../../testing/holds';
import { tenancy } from './tenancy';

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
    ({ subnets }) => ({
      subnets: subnets.map(one => ({
        ...one,
        availabilityZone: 'us-east-1-wl1-bos-wlz-1',
      })),
    }),
    [`blocker ${GROUP_ARN}`],
    ['3 instances: zone us-east-1a, zone us-east-1b, zone us-east-1c'],
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
