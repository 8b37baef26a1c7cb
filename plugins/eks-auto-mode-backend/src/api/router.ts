// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createOpenApiRouter } from '../schema/openapi/generated';
import { registerBackups } from './backups';
import { registerBurnDown } from './burnDown';
import { registerChecks } from './checks';
import { registerClusters } from './clusters';
import { registerConnectionTests } from './connectionTests';
import type { ApiContext, ApiRouter } from './context';
import { registerCosts } from './costs';
import { registerExceptions } from './exceptions';
import { registerFindings } from './findings';
import { registerFleet } from './fleet';
import { registerHistory } from './history';
import { registerNodes } from './nodes';
import { registerPlans } from './plans';
import { registerRuns } from './runs';
import { registerServices } from './services';
import { registerTeams } from './teams';
import { registerUnowned } from './unowned';
import { registerUnregistered } from './unregistered';

/** Every route of the API, validated against its schema. */
export async function createRouter(context: ApiContext): Promise<ApiRouter> {
  const router = await createOpenApiRouter();
  registerClusters(router, context);
  registerFindings(router, context);
  registerExceptions(router, context);
  registerHistory(router, context);
  registerBackups(router, context);
  registerConnectionTests(router, context);
  registerCosts(router, context);
  registerNodes(router, context);
  registerPlans(router, context);
  registerRuns(router, context);
  registerServices(router, context);
  registerTeams(router, context);
  registerUnowned(router, context);
  registerFleet(router, context);
  registerBurnDown(router, context);
  registerUnregistered(router, context);
  registerChecks(router, context);
  return router;
}
