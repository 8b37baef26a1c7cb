// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type * as eks from '@aws-sdk/client-eks';
import type { Handlers } from '../call';
import { createNodegroup } from './createNodegroup';
import { deleteNodegroup } from './deleteNodegroup';
import { updateNodegroup } from './updateNodegroup';

export const nodegroupHandlers: Handlers<typeof eks> = {
  UpdateNodegroupConfig: updateNodegroup,
  CreateNodegroup: createNodegroup,
  DeleteNodegroup: deleteNodegroup,
};
