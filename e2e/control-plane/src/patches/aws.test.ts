// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigReader } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import type { Finding } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { startSandbox, type Sandbox } from '@internal/sandbox';
import { Environments } from '../../../../plugins/eks-auto-mode-backend/src/clusters/environments';
import { EksClusterSessions } from '../../../../plugins/eks-auto-mode-backend/src/clusters/sessions';
import { readInventory } from '../../../../plugins/eks-auto-mode-backend/src/inventory/readInventory';
import { catalogue } from '../../../../plugins/eks-auto-mode-backend/src/readiness/catalogue';
import { evaluate } from '../../../../plugins/eks-auto-mode-backend/src/readiness/evaluate';
import { clientsOf, runAws } from './awsCommand';
import {
  accountId,
  arnOf,
  credentials,
  nodeRoleArn,
  patchesFleet,
  region,
} from './awsFleet';
import { applyPatch, type Terminal } from './shell';

jest.setTimeout(60_000);

/** Minutes of AWS are hundredths of a second. */
const PACE = 0.0005;

/** Check, cluster, and how many findings of it the fleet has; in an order in which a person could work. */
const cases: [code: string, cluster: string, findings: number][] = [
  ['CL-06', 'old', 1],
  ['CL-09', 'old', 1],
  ['CL-12', 'old', 1],
  ['IAM-01', 'old', 1],
  ['IAM-02', 'old', 1],
  ['IAM-07', 'old', 1],
  ['IAM-13', 'old', 1],
  ['IAM-09', 'auto', 1],
  ['IAM-12', 'old', 1],
  ['ST-09', 'old', 1],
  ['NET-06', 'old', 2],
  ['NET-07', 'old', 1],
  ['NET-20', 'old', 1],
  ['NET-21', 'old', 1],
  ['ADD-01', 'old', 1],
  ['NG-16', 'old', 1],
];

describe('AWS patches, run as the page shows them', () => {
  let sandbox: Sandbox;
  let sessions: EksClusterSessions;
  let terminal: Terminal;
  const before = process.env.AWS_ENDPOINT_URL;

  beforeAll(async () => {
    sandbox = await startSandbox({
      fleet: patchesFleet(),
      pace: PACE,
      log: () => {},
    });
    process.env.AWS_ENDPOINT_URL = sandbox.url;
    // Auto Mode brings the kind a moment after the cluster stands.
    await eventually(() =>
      order('auto', {
        do: 'apply',
        by: `arn:aws:iam::${accountId}:user/portal`,
        object: {
          apiVersion: 'eks.amazonaws.com/v1',
          kind: 'NodeClass',
          metadata: { name: 'gpu' },
          spec: { role: 'nodes-of-gpu' },
        },
      }),
    );
    const config = new ConfigReader({
      aws: { accounts: [{ accountId, ...credentials }] },
      eksAutoMode: {
        environments: [
          { name: 'patches', accounts: [{ accountId, regions: [region] }] },
        ],
      },
    });
    sessions = new EksClusterSessions({
      environments: Environments.fromConfig(config),
      credentials: DefaultAwsCredentialsManager.fromConfig(config),
      version: 'test',
    });
    const cli = process.env.AWS_CLI;
    terminal = {
      folder: await fs.mkdtemp(path.join(os.tmpdir(), 'aws-patches-')),
      clients: clientsOf(sandbox.url, region, credentials),
      ...(cli
        ? {
            cli: {
              program: cli,
              env: {
                AWS_ENDPOINT_URL: sandbox.url,
                AWS_ACCESS_KEY_ID: credentials.accessKeyId,
                AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
                AWS_DEFAULT_REGION: region,
                AWS_PAGER: '',
              },
            },
          }
        : {}),
    };
  });

  afterAll(async () => {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
    await sandbox?.close();
    if (terminal) await fs.rm(terminal.folder, { recursive: true });
  });

  async function order(cluster: string, body: unknown): Promise<boolean> {
    const response = await fetch(
      `${sandbox.url}/_sandbox/kubernetes/${cluster}`,
      { method: 'POST', body: JSON.stringify(body) },
    );
    return response.ok;
  }

  async function eventually(look: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!(await look())) {
      if (Date.now() > deadline) throw new Error('did not happen within 20 s');
      await sleep(100);
    }
  }

  async function assess(cluster: string, code: string): Promise<Finding[]> {
    const check = catalogue.find(one => one.code === code);
    if (!check) throw new Error(`There is no check ${code}`);
    const inventory = await readInventory(
      sessions,
      { arn: arnOf(cluster) },
      { autoNodeRoleArn: nodeRoleArn },
      AbortSignal.timeout(20_000),
    );
    return evaluate(inventory, [check], new Date());
  }

  it.each(cases)('%s of %s is gone afterwards', async (code, cluster, many) => {
    const found = await assess(cluster, code);
    expect(found.map(({ severity }) => severity)).not.toContain('unknown');
    expect(found).toHaveLength(many);
    for (const { patch, message } of found) {
      if (!patch) throw new Error(`${code} has no patch: ${message}`);
      await applyPatch(patch, terminal);
    }
    // IAM and EKS take their time, here too.
    let left: Finding[] = [];
    await eventually(async () => {
      left = await assess(cluster, code);
      return left.length === 0;
    }).catch(() => undefined);
    expect(left).toEqual([]);
  });
});

describe('the reading of aws commands', () => {
  const clients = clientsOf('http://127.0.0.1:1', region, credentials);
  it.each([
    [
      'an unknown option',
      'iam attach-role-policy --role-name a --policy-arn b --force',
      '--force',
    ],
    ['an unknown command', 'iam delete-everything', 'delete-everything'],
    [
      'a missing option',
      'iam attach-role-policy --role-name a',
      '--policy-arn',
    ],
    [
      'another region',
      'ec2 create-tags --region eu-west-1 --resources a --tags Key=a,Value=b',
      'eu-west-1',
    ],
    [
      'no region',
      'ec2 create-tags --resources a --tags Key=a,Value=b',
      'undefined',
    ],
    [
      'a tag of another shape',
      `ec2 create-tags --region ${region} --resources a --tags Key=a,Values=b`,
      'A tag is',
    ],
    [
      'a word too many',
      'iam attach-role-policy --role-name a b --policy-arn c',
      '--role-name',
    ],
  ])('fails on %s', async (_words, line, message) => {
    await expect(runAws(line.split(' '), clients)).rejects.toThrow(message);
  });
});
