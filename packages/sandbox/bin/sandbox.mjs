#!/usr/bin/env node
// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
require('../src/main.ts');
