// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { HumanDuration } from '@backstage/types';
import { Environments, readMilliseconds } from './clusters/environments';
import { readLimits, type Limits } from './clusters/limiter';
import {
  readExternalCallers,
  type ExternalCaller,
} from './api/externalCallers';
import type { CompanyRule } from './readiness/companyRules';
import { readCompanyRules } from './wiring/companyRules';
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
  /** The day by which the fleet is to be migrated. */
  targetDate?: string;
  keepHistoryMs: number;
  concurrency: number;
  leaseTimes: LeaseTimes;
  rules: CompanyRule[];
  allowedEndpoints: string[];
  portalUrl: string;
}

/** @throws InputError where a text is no day of the calendar. */
function readDay(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = new Date(`${text}T00:00:00.000Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text)
    throw new InputError(
      `eksAutoMode.fleet.targetDate is '${text}': expected a day such as '2027-03-31', in quotes`,
    );
  return text;
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
    targetDate: readDay(config?.getOptionalString('fleet.targetDate')),
    keepHistoryMs: duration('history.keepFor', { days: 400 }),
    leaseTimes: leaseTimes(
      duration('runs.callTimeout', {
        milliseconds: defaultLeaseTimes.callTimeoutMs,
      }),
    ),
    rules: readCompanyRules(config),
    concurrency: config?.getOptionalNumber('assessments.concurrency') ?? 8,
    allowedEndpoints:
      config?.getOptionalStringArray('kubernetes.allowedEndpoints') ?? [],
    portalUrl: root.getString('app.baseUrl'),
  };
}
