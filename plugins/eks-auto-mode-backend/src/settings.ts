// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { HumanDuration } from '@backstage/types';
import { Environments, readMilliseconds } from './clusters/environments';
import { readLimits, type Limits } from './clusters/limiter';
import {
  readExternalCallers,
  type ExternalCaller,
} from './api/externalCallers';
import { defaultLeaseTimes, leaseTimes, type LeaseTimes } from './runs/lease';

/** The configuration of this plugin, read once and checked at start. */
export interface Settings {
  environments: Environments;
  limits: Limits;
  teamLabels: string[];
  operators: string[];
  guestsMayAct: boolean;
  externalCallers: ExternalCaller[];
  policyDecides: boolean;
  assessEveryMs: number;
  staleAfterMs: number;
  longestExceptionMs: number;
  concurrency: number;
  leaseTimes: LeaseTimes;
  allowedEndpoints: string[];
  portalUrl: string;
}

export function readSettings(root: RootConfigService): Settings {
  const config = root.getOptionalConfig('eksAutoMode');
  const duration = (key: string, fallback: HumanDuration) =>
    readMilliseconds(root, `eksAutoMode.${key}`, fallback);
  return {
    environments: Environments.fromConfig(root),
    limits: readLimits(root),
    teamLabels: config?.getOptionalStringArray('teamLabels') ?? [
      'team',
      'owner',
    ],
    operators: config?.getOptionalStringArray('operators') ?? [],
    guestsMayAct: config?.getOptionalBoolean('guestsMayAct') ?? false,
    externalCallers: readExternalCallers(config),
    policyDecides: root.getOptionalBoolean('permission.enabled') ?? false,
    assessEveryMs: duration('assessments.every', { hours: 24 }),
    staleAfterMs: duration('assessments.staleAfter', { days: 2 }),
    longestExceptionMs: duration('exceptions.longest', { days: 365 }),
    leaseTimes: leaseTimes(
      duration('runs.callTimeout', {
        milliseconds: defaultLeaseTimes.callTimeoutMs,
      }),
    ),
    concurrency: config?.getOptionalNumber('assessments.concurrency') ?? 8,
    allowedEndpoints:
      config?.getOptionalStringArray('kubernetes.allowedEndpoints') ?? [],
    portalUrl: root.getString('app.baseUrl'),
  };
}
