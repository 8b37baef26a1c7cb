// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readFleet } from './parse';

const root = resolve(__dirname, '../..');
const entity = z.object({
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({ owner: z.string().optional() }),
});

const config = z.object({
  aws: z.object({
    accounts: z.array(z.looseObject({ accountId: z.string() })),
  }),
  eksAutoMode: z.looseObject({
    environments: z.array(
      z.looseObject({
        accounts: z.array(
          z.looseObject({
            accountId: z.string(),
            regions: z.array(z.string()),
          }),
        ),
      }),
    ),
  }),
});

const entities = (file: string) =>
  parseAllDocuments(readFileSync(resolve(root, 'catalog', file), 'utf8')).map(
    document => entity.parse(document.toJS()),
  );

jest.setTimeout(60_000);

describe('the default fleet', () => {
  const files = readdirSync(resolve(root, 'fleet/systems')).filter(
    file => file !== 'all.yaml',
  );

  it.each(files)('%s says on top what is true of its cluster', file => {
    const text = readFileSync(resolve(root, 'fleet/systems', file), 'utf8');
    expect(text).toMatch(/^# .{40,}/);
  });

  it('are all in the fleet, each with an entity and an owner that the catalog knows', async () => {
    const fleet = await readFleet(resolve(root, 'fleet/default.yaml'));
    const arns = fleet.accounts.flatMap(account =>
      account.clusters.map(
        ({ region, name }) =>
          `arn:aws:eks:${region}:${account.id}:cluster/${name}`,
      ),
    );
    const known = [
      ...entities('clusters.yaml'),
      ...entities('systems-clusters.yaml'),
    ];
    expect(
      known
        .map(
          ({ metadata: { annotations = {} } }) =>
            annotations['amazonaws.com/arn'] ??
            annotations['amazon.com/eks-cluster-arn'],
        )
        .sort(),
    ).toEqual(arns.sort());
    expect(arns).toEqual(
      expect.arrayContaining(
        files.map(file =>
          expect.stringMatching(
            new RegExp(`:cluster/${file.replace('.yaml', '')}$`),
          ),
        ),
      ),
    );
    const teams = entities('teams.yaml')
      .filter(({ kind }) => kind === 'Group')
      .map(({ metadata }) => `group:default/${metadata.name}`);
    expect(teams).toEqual(
      expect.arrayContaining(known.map(({ spec }) => spec.owner)),
    );
  });

  it('is all within the accounts and regions of the portal that opens with it', async () => {
    const fleet = await readFleet(resolve(root, 'fleet/default.yaml'));
    const { aws, eksAutoMode } = config.parse(
      parse(
        readFileSync(resolve(root, '../../app-config.sandbox.yaml'), 'utf8'),
      ),
    );
    const places = fleet.accounts.flatMap(({ id, clusters }) =>
      clusters.map(({ region }) => `${id} ${region}`),
    );
    const configured = eksAutoMode.environments.flatMap(({ accounts }) =>
      accounts.flatMap(({ accountId, regions }) =>
        regions.map(region => `${accountId} ${region}`),
      ),
    );
    expect(configured.sort()).toEqual([...new Set(places)].sort());
    expect(aws.accounts.map(({ accountId }) => accountId)).toEqual(
      fleet.accounts.map(({ id }) => id),
    );
  });
});
