// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';

/**
 * Assesses, backs up, plans and migrates EKS clusters to Auto Mode.
 *
 * @public
 */
export const eksAutoModePlugin = createBackendPlugin({
  pluginId: 'eks-auto-mode',
  register(env) {
    env.registerInit({
      deps: { logger: coreServices.logger },
      async init({ logger }) {
        logger.info('EKS Auto Mode is starting');
      },
    });
  },
});
