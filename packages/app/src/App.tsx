// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { navModule } from './nav';

export default createApp({ features: [catalogPlugin, navModule] });
