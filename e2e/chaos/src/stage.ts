// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from '@internal/control-plane/src/process/ports';
import { stringify } from 'yaml';
import { catalogEntities } from './config';
import { fleet } from './fleet';
import { Portal } from './portal';
import type { Random } from './random';
import { Record } from './record';
import { Replica } from './replica';
import { Sandbox } from './sandbox';

/** Three backends on one PostgreSQL, one sandbox, and the clusters. */
export class Stage {
  private constructor(
    readonly clusters: string[],
    readonly folder: string,
    readonly sandbox: Sandbox,
    readonly replicas: Replica[],
    readonly record: Record,
    readonly portal: Portal,
  ) {}

  static async set(options: {
    postgresUrl: string;
    clusters: number;
    random: Random;
  }): Promise<Stage> {
    const folder = fs.mkdtempSync(
      path.join(os.tmpdir(), 'eks-auto-mode-chaos-'),
    );
    fs.writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({ name: 'replicas', private: true }),
    );
    const clusters = Array.from(
      { length: options.clusters },
      (_, index) => `cluster-${String(index + 1).padStart(2, '0')}`,
    );
    const catalogFile = path.join(folder, 'catalog.yaml');
    fs.writeFileSync(
      catalogFile,
      catalogEntities(clusters)
        .map(entity => stringify(entity))
        .join('---\n'),
    );
    const databasePrefix = `chaos_${randomBytes(4).toString('hex')}_`;
    const token = randomBytes(24).toString('hex');
    const { postgresUrl } = options;
    const record = new Record({ postgresUrl, prefix: databasePrefix });
    const sandbox = await Sandbox.start({
      folder,
      fleet: fleet(clusters, options.random),
      pace: 0.02,
    });
    const names = ['one', 'two', 'three'];
    const ports = await freePorts(names.length);
    const replicas = names.map(
      (name, index) =>
        new Replica(name, {
          folder,
          awsEndpoint: sandbox.url,
          place: {
            port: ports[index],
            token,
            catalogFile,
            postgresUrl,
            databasePrefix,
          },
        }),
    );
    const stage = new Stage(
      clusters,
      folder,
      sandbox,
      replicas,
      record,
      new Portal(replicas, token),
    );
    try {
      // The first one makes the tables; three at once would wait for each other's locks anyway.
      await replicas[0].start();
      await Promise.all([replicas[1].start(), replicas[2].start()]);
      await record.prepare();
    } catch (error) {
      await stage.clear(true);
      throw error;
    }
    return stage;
  }

  /** Ends everything; the logs stay where something failed. */
  async clear(keepLogs: boolean): Promise<void> {
    for (const replica of this.replicas) await replica.kill();
    await this.sandbox.stop();
    await this.record.drop();
    if (!keepLogs) fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
