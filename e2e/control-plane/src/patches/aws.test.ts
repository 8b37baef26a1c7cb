// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Finding } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { catalogue } from '../../../../plugins/eks-auto-mode-backend/src/readiness/catalogue';
import { evaluate } from '../../../../plugins/eks-auto-mode-backend/src/readiness/evaluate';
import { awsCases } from './awsCases';
import { clientsOf, runAws } from './awsCommand';
import { credentials, region } from './awsFleet';
import { eventually, PatchWorld } from './patchWorld';
import { applyPatch, type Terminal } from './shell';

jest.setTimeout(60_000);

describe('AWS patches, run as the page shows them', () => {
  let world: PatchWorld;
  let terminal: Terminal;

  beforeAll(async () => {
    world = await PatchWorld.start();
    const { url } = world.sandbox;
    const cli = process.env.AWS_CLI;
    terminal = {
      folder: await fs.mkdtemp(path.join(os.tmpdir(), 'aws-patches-')),
      clients: clientsOf(url, region, credentials),
      ...(cli
        ? {
            cli: {
              program: cli,
              env: {
                AWS_ENDPOINT_URL: url,
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
    await world?.close();
    if (terminal) await fs.rm(terminal.folder, { recursive: true });
  });

  async function assess(cluster: string, code: string): Promise<Finding[]> {
    const check = catalogue.find(one => one.code === code);
    if (!check) throw new Error(`There is no check ${code}`);
    const inventory = await world.inventory(cluster);
    return evaluate(inventory, [check], new Date());
  }

  it.each(awsCases)(
    '%s of %s is gone afterwards',
    async (code, cluster, many) => {
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
    },
  );
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
