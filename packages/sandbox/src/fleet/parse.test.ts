// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFleet } from './parse';

const cluster = (name: string, more = '') =>
  `      - { name: ${name}, role: ${name}-cluster${more} }`;
const account = (...clusters: string[]) =>
  `accounts:\n  - id: '111122223333'\n    clusters:\n${clusters.join('\n')}\n`;
const defaults = `defaults:
  cluster:
    region: us-east-1
    vpc: main
    version: '1.36'
    kubernetes: { system: [coredns], productRoles: [assess] }
`;

describe('a fleet of several files', () => {
  let folder: string;
  const write = (name: string, text: string) =>
    writeFile(join(folder, name), text);
  const read = () => readFleet(join(folder, 'root.yaml'));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('joins what several files say of one account', async () => {
    await write(
      'root.yaml',
      `name: two\n${defaults}include: [part.yaml]\n${account(cluster('one'))}`,
    );
    await write('part.yaml', account(cluster('two')));
    const fleet = await read();
    expect(fleet.name).toBe('two');
    expect(fleet.accounts.map(a => a.clusters.map(c => c.name))).toEqual([
      ['one', 'two'],
    ]);
  });

  it('lets a cluster say otherwise than the defaults, in kubernetes key by key', async () => {
    await write('root.yaml', `name: one\n${defaults}include: [part.yaml]\n`);
    await write(
      'part.yaml',
      account(cluster('one', ", version: '1.33', kubernetes: { system: [] }")),
    );
    expect((await read()).accounts[0].clusters[0]).toMatchObject({
      version: '1.33',
      vpc: 'main',
      kubernetes: { system: [], productRoles: ['assess'] },
    });
  });

  it('keeps defaults from files beside', async () => {
    await write('root.yaml', `name: x\ninclude: [a.yaml, b.yaml]\n`);
    await write('a.yaml', `${defaults}${account(cluster('one'))}`);
    await write('b.yaml', account(cluster('two')));
    await expect(read()).rejects.toThrow(/b\.yaml is not a fleet[^]*region/);
  });

  it('names the file of a fault', async () => {
    await write('root.yaml', `name: x\n${defaults}include: [part.yaml]\n`);
    await write('part.yaml', account(cluster('one', ', colour: red')));
    await expect(read()).rejects.toThrow(
      /part\.yaml is not a fleet[^]*"colour"/,
    );
  });

  it('refuses node groups of Amazon Linux 2 on versions that EKS has no such image for', async () => {
    const old =
      'name: old, amiType: AL2_x86_64, size: { min: 1, desired: 1, max: 1 }';
    await write('root.yaml', `name: x\n${defaults}include: [part.yaml]\n`);
    await write(
      'part.yaml',
      account(cluster('one', `, nodegroups: [{ ${old} }]`)),
    );
    await expect(read()).rejects.toThrow(
      /part\.yaml is not a fleet[^]*clusters\.0.*1\.32 or earlier/,
    );
    for (const last of [
      `, version: '1.32', nodegroups: [{ ${old} }]`,
      // The control plane went ahead of its nodes.
      `, nodegroups: [{ ${old}, version: '1.32' }]`,
    ]) {
      await write('part.yaml', account(cluster('one', last)));
      expect((await read()).accounts[0].clusters).toHaveLength(1);
    }
  });

  it('refuses files that include each other', async () => {
    await write('root.yaml', 'name: x\ninclude: [part.yaml]\n');
    await write('part.yaml', 'include: [root.yaml]\n');
    await expect(read()).rejects.toThrow('it never ends');
  });
});
