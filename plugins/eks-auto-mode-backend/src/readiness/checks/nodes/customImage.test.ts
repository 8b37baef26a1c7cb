// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { group, GROUP_ARN, template } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { customImage } from './customImage';

holds(customImage, [
  [
    'blocks on the type CUSTOM',
    group({ amiType: 'CUSTOM' }),
    [`blocker ${GROUP_ARN}`],
  ],
  [
    'blocks on a template with an image',
    template({ imageId: 'ami-1' }),
    [`blocker ${GROUP_ARN}`],
  ],
  ['passes on a template without one', template({}), []],
]);
