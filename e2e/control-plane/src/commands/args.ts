// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseArgs } from 'node:util';

/** The steps of a run, in their order (`StepKind` of the API). */
export const stepKinds = [
  'preflight',
  'backup',
  'logging',
  'authentication-mode',
  'addons',
  'cluster-role',
  'node-role',
  'subnet-tags',
  'security-groups',
  'definition-owner',
  'enable',
  'access-entry',
  'node-pools',
  'canary',
  'quiet-autoscalers',
  'drain',
  'shrink',
  'soak',
  'release',
  'retire',
  'clean-up',
  'verify',
] as const;

export type StepKind = (typeof stepKinds)[number];

export interface AssessCommand {
  type: 'assess';
  folder: string;
  out: string | undefined;
  timeout: number;
}

export interface MigrateCommand {
  type: 'migrate';
  folder: string;
  out: string | undefined;
  timeout: number;
  accept: { code: string; reason: string }[];
  until: StepKind;
  undoAfter: StepKind | undefined;
}

export type Command = { type: 'build' } | AssessCommand | MigrateCommand;

/** What was asked for cannot be understood: exit 2. */
export class UsageError extends Error {}

export const usage = `usage:
  control-plane build
  control-plane assess  DIR [--out FILE] [--timeout 20m]
  control-plane migrate DIR [--out FILE] [--accept CODE=REASON]… [--until STEP] [--undo-after STEP] [--timeout 40m]
steps: ${stepKinds.join(', ')}
`;

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `20m`, `1h30m` in milliseconds. */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(\d+)([smh])/g)];
  if (parts.length === 0 || parts.map(each => each[0]).join('') !== text) {
    throw new UsageError(`"${text}" is not a duration such as 90s or 20m`);
  }
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit],
    0,
  );
}

function step(flag: string, text: string | undefined): StepKind | undefined {
  if (text === undefined) return undefined;
  const kind = stepKinds.find(each => each === text);
  if (!kind) throw new UsageError(`${flag}: there is no step "${text}"`);
  return kind;
}

function exception(text: string) {
  const at = text.indexOf('=');
  const code = text.slice(0, at).trim();
  const reason = text.slice(at + 1).trim();
  if (at < 1 || reason === '') {
    throw new UsageError(`--accept needs CODE=REASON, not "${text}"`);
  }
  return { code, reason };
}

export function parseCommand(args: string[]): Command {
  const [name, ...rest] = args;
  const options = {
    out: { type: 'string' },
    timeout: { type: 'string' },
    accept: { type: 'string', multiple: true },
    until: { type: 'string' },
    'undo-after': { type: 'string' },
  } as const;
  const allowed: Record<string, (keyof typeof options)[]> = {
    build: [],
    assess: ['out', 'timeout'],
    migrate: ['out', 'timeout', 'accept', 'until', 'undo-after'],
  };
  if (name === undefined || !Object.hasOwn(allowed, name)) {
    throw new UsageError(
      name === undefined ? 'Which command?' : `There is no command "${name}"`,
    );
  }
  const parsed = (() => {
    try {
      return parseArgs({ args: rest, options, allowPositionals: true });
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : `${error}`);
    }
  })();
  const { values, positionals } = parsed;
  const wrong = Object.keys(values).find(
    flag => !allowed[name].some(each => each === flag),
  );
  if (wrong) throw new UsageError(`${name} has no option --${wrong}`);
  if (name === 'build') {
    if (positionals.length > 0) throw new UsageError('build takes no argument');
    return { type: 'build' };
  }
  if (positionals.length !== 1) throw new UsageError(`${name} takes one DIR`);
  const common = { folder: positionals[0], out: values.out };
  if (name === 'assess') {
    return {
      type: 'assess',
      ...common,
      timeout: duration(values.timeout ?? '20m'),
    };
  }
  const undoAfter = step('--undo-after', values['undo-after']);
  const until = step('--until', values.until);
  if (undoAfter && until) {
    throw new UsageError('--undo-after says itself until when; leave --until');
  }
  return {
    type: 'migrate',
    ...common,
    timeout: duration(values.timeout ?? '40m'),
    accept: (values.accept ?? []).map(exception),
    until: undoAfter ?? until ?? 'retire',
    undoAfter,
  };
}
