// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Child } from '@internal/control-plane/src/process/child';
import type { Fault, Issuer, Job } from './issuer';
import { audience, type Portal } from './portal';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const root = path.resolve(__dirname, '../../..');

export interface Outcome {
  code: number | null;
  output: string;
  /** What it wrote for the page of the job. */
  summary: string;
}

export interface Running {
  outcome: Promise<Outcome>;
  /** What it has said so far. */
  output(): string;
}

/** Runs the workflow's script as a job of GitHub would: with these variables and no others. */
export function begin(
  portal: Pick<Portal, 'url'>,
  issuer: Issuer,
  phase: string,
  options: { job: Job; fault?: Fault; env?: Record<string, string> },
): Running {
  const request = issuer.requestFor(options.job, options.fault);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eks-auto-mode-job-'));
  const summary = path.join(folder, 'summary.md');
  const child = new Child(
    'the script',
    [path.join(root, 'deploy/github/eks-auto-mode.mjs'), phase],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        PORTAL_URL: portal.url,
        PORTAL_AUDIENCE: audience,
        ACTIONS_ID_TOKEN_REQUEST_URL: request.url,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: request.token,
        GITHUB_STEP_SUMMARY: summary,
        POLL_SECONDS: '0.2',
        ...options.env,
      },
    },
  );
  const outcome = async (): Promise<Outcome> => {
    const code = await child.end();
    const text = existsSync(summary) ? readFileSync(summary, 'utf8') : '';
    rmSync(folder, { recursive: true, force: true });
    return { code, output: child.output, summary: text };
  };
  return { outcome: outcome(), output: () => child.output };
}
