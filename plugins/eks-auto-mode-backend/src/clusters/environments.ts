// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { Purpose } from './session';

/** Where backups of an environment's clusters go. */
export interface BackupTarget {
  bucket: string;
  /** Ends with a slash, or is empty. */
  prefix: string;
  kmsKeyId?: string;
  bucketOwner?: string;
  region?: string;
  secretValues: boolean;
  objectLock?: { mode: 'GOVERNANCE' | 'COMPLIANCE'; retainForMs: number };
  keepForMs: number;
  /** Scheduled backups; undefined: only runs and people take them. */
  everyMs?: number;
}

export interface EnvironmentAccount {
  accountId: string;
  regions: string[];
  roles: Partial<Record<Purpose, string>>;
  externalId?: string;
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A time in which a run may change something. */
export interface MaintenanceWindow {
  days: Weekday[];
  /** Minutes after midnight. */
  from: number;
  to: number;
  timeZone: string;
}

/** Named configuration for a set of clusters. */
export interface Environment {
  name: string;
  accounts: EnvironmentAccount[];
  backup?: BackupTarget;
  tags: Record<string, string>;
  windows: MaintenanceWindow[];
  gates: { approverIsNotRequester: boolean; soakMs: number };
}

/** A cluster's environment, with the account of it that the cluster is in. */
export interface Placed {
  environment: Environment;
  account: EnvironmentAccount;
}

/** The environments of the configuration. */
export class Environments {
  constructor(readonly all: readonly Environment[]) {
    const names = new Set<string>();
    const places = new Map<string, string>();
    for (const environment of all) {
      if (names.has(environment.name)) {
        throw new InputError(
          `eksAutoMode.environments has two named '${environment.name}': a name must be unique`,
        );
      }
      names.add(environment.name);
      for (const account of environment.accounts) {
        for (const region of account.regions) {
          const place = `${account.accountId}/${region}`;
          const other = places.get(place);
          if (other) {
            throw new InputError(
              `Account ${account.accountId}, region ${region} is in two environments, '${other}' and '${environment.name}': it must be in one`,
            );
          }
          places.set(place, environment.name);
        }
      }
    }
  }

  static fromConfig(config: Config): Environments {
    const list =
      config.getOptionalConfigArray('eksAutoMode.environments') ?? [];
    return new Environments(list.map(readEnvironment));
  }

  /** The environment that names this account and region. */
  find(cluster: { accountId: string; region: string }): Placed | undefined {
    for (const environment of this.all) {
      for (const account of environment.accounts) {
        if (
          account.accountId === cluster.accountId &&
          account.regions.includes(cluster.region)
        ) {
          return { environment, account };
        }
      }
    }
    return undefined;
  }
}

/** A duration of the configuration in milliseconds. */
export function readMilliseconds(
  config: Config,
  key: string,
  fallback: HumanDuration,
): number {
  return durationToMilliseconds(
    config.has(key) ? readDurationFromConfig(config, { key }) : fallback,
  );
}

function readEnvironment(config: Config): Environment {
  const name = config.getString('name');
  const where = `eksAutoMode.environments '${name}'`;
  const tags = config.getOptional<Record<string, string>>('tags') ?? {};
  return {
    name,
    accounts: config
      .getConfigArray('accounts')
      .map(account => readAccount(account, where)),
    backup: config.has('backup')
      ? readBackupTarget(config.getConfig('backup'), where)
      : undefined,
    tags: Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [key, String(value)]),
    ),
    windows: (config.getOptionalConfigArray('windows') ?? []).map(window =>
      readWindow(window, where),
    ),
    gates: {
      approverIsNotRequester:
        config.getOptionalBoolean('gates.approverIsNotRequester') ?? false,
      soakMs: readMilliseconds(config, 'gates.soak', { hours: 24 }),
    },
  };
}

function readAccount(config: Config, where: string): EnvironmentAccount {
  const accountId = config.getString('accountId');
  if (!/^\d{12}$/.test(accountId)) {
    throw new InputError(
      `${where}: '${accountId}' is not an AWS account id; write twelve digits in quotes`,
    );
  }
  const regions = config.getStringArray('regions');
  for (const region of regions) {
    if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) {
      throw new InputError(
        `${where}: '${region}' is not an AWS region, such as eu-central-1`,
      );
    }
  }
  return {
    accountId,
    regions,
    roles: {
      assess: config.getOptionalString('roles.assess'),
      backup: config.getOptionalString('roles.backup'),
      migrate: config.getOptionalString('roles.migrate'),
    },
    externalId: config.getOptionalString('externalId'),
  };
}

function readBackupTarget(config: Config, where: string): BackupTarget {
  const bucket = config.getString('bucket');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new InputError(
      `${where}: '${bucket}' cannot be the name of an S3 bucket`,
    );
  }
  const prefix = config.getOptionalString('prefix') ?? 'eks-auto-mode/';
  const kmsKeyId = config.getOptionalString('kmsKeyId');
  const secretValues = config.getOptionalBoolean('secretValues') ?? false;
  if (secretValues && !kmsKeyId) {
    throw new InputError(
      `${where}: backup.secretValues needs backup.kmsKeyId; without a key of yours only hashes of Secrets are kept`,
    );
  }
  const mode = config.getOptionalString('objectLock.mode');
  if (mode !== undefined && mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') {
    throw new InputError(
      `${where}: backup.objectLock.mode is '${mode}'; it must be GOVERNANCE or COMPLIANCE`,
    );
  }
  return {
    bucket,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    kmsKeyId,
    bucketOwner: config.getOptionalString('bucketOwner'),
    region: config.getOptionalString('region'),
    secretValues,
    objectLock: mode && {
      mode,
      retainForMs: durationToMilliseconds(
        readDurationFromConfig(config, { key: 'objectLock.retainFor' }),
      ),
    },
    keepForMs: readMilliseconds(config, 'keepFor', { days: 30 }),
    everyMs: config.has('every') ? readEvery(config, where) : undefined,
  };
}

function readEvery(config: Config, where: string): number {
  const everyMs = durationToMilliseconds(
    readDurationFromConfig(config, { key: 'every' }),
  );
  if (everyMs < 3600_000) {
    throw new InputError(
      `${where}: backup.every is shorter than an hour; a whole backup cannot be taken and proved more often than that`,
    );
  }
  return everyMs;
}

function readWindow(config: Config, where: string): MaintenanceWindow {
  const minutes = (key: 'from' | 'to') => {
    const text = config.getString(key);
    const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
    if (!match) {
      throw new InputError(
        `${where}: windows.${key} is '${text}'; write hours and minutes, such as 22:00`,
      );
    }
    return Number(match[1]) * 60 + Number(match[2]);
  };
  const days = (config.getOptionalStringArray('days') ?? [...WEEKDAYS]).map(
    text => {
      const day = WEEKDAYS.find(d => d === text.toLocaleLowerCase('en-US'));
      if (!day) {
        throw new InputError(
          `${where}: windows.days has '${text}'; use ${WEEKDAYS.join(', ')}`,
        );
      }
      return day;
    },
  );
  const timeZone = config.getOptionalString('timeZone') ?? 'UTC';
  try {
    Intl.DateTimeFormat('en-US', { timeZone });
  } catch {
    throw new InputError(
      `${where}: '${timeZone}' is not an IANA time zone, such as Europe/Berlin`,
    );
  }
  return { days, from: minutes('from'), to: minutes('to'), timeZone };
}
