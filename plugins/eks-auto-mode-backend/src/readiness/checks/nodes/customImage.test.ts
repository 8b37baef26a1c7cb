// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  group,
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  template,
  together,
} from '../../testing/groups';
import { holds } from '../../testing/holds';
import { customImage } from './customImage';

const mine = { id: 'ami-1', name: 'corporate', owner: '111122223333' };
const aws = { id: 'ami-1', name: 'amazon-eks-node', owner: 'amazon' };

holds(customImage, [
  [
    'blocks on the type CUSTOM',
    group({ amiType: 'CUSTOM' }),
    [`blocker ${GROUP_ARN}`],
    ['amiType = CUSTOM'],
  ],
  [
    'blocks on a template with an image',
    template({ imageId: 'ami-1' }),
    [`blocker ${GROUP_ARN}`],
    ['amiType = AL2023_x86_64_STANDARD, launch template imageId = ami-1'],
  ],
  ['passes on a template without one', template({}), []],
  [
    'passes on an image of AWS’ that a managed group names by its id',
    together(template({ imageId: 'ami-1' }, { amiType: 'CUSTOM' }), {
      machineImages: [aws],
    }),
    [],
  ],
  [
    'blocks on an image of the account in a group of its own',
    together(ownGroup({ imageId: 'ami-1' }), { machineImages: [mine] }),
    [`blocker ${OWN_ARN}`],
    ['launch template imageId = ami-1, corporate, owner 111122223333'],
  ],
  [
    'blocks on an image that somebody else sells',
    together(ownGroup({ imageId: 'ami-1' }), {
      machineImages: [{ ...mine, owner: 'aws-marketplace' }],
    }),
    [`blocker ${OWN_ARN}`],
    ['launch template imageId = ami-1, corporate, owner aws-marketplace'],
  ],
  [
    'blocks on one that a launch configuration names',
    together(ownGroup({ imageId: 'ami-1', configuration: true }), {
      machineImages: [mine],
    }),
    [`blocker ${OWN_ARN}`],
    ['launch configuration imageId = ami-1, corporate, owner 111122223333'],
  ],
  [
    'passes on AWS’ image in a group of its own',
    together(ownGroup({ imageId: 'ami-1' }), { machineImages: [aws] }),
    [],
  ],
]);
