// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  FaultList,
  startSandbox,
  type Effect,
  type FaultCall,
  type Sandbox,
} from '@internal/sandbox';
import { collect, type Collected } from '@internal/witness';
import knexFactory, { type Knex } from 'knex';
import { migrationsDirectory } from '../../../plugins/eks-auto-mode-backend/src/database/migrate';
import { clusterArn, smallFleet } from './fleet';
import type { Router } from './router';

/** Minutes of AWS are hundredths of a second. */
const PACE = 0.0005;

/** Asks, of every call that reaches the sandbox, what is to go wrong with it. */
class Watched extends FaultList {
  constructor(private readonly meet: (call: FaultCall) => Effect | undefined) {
    super();
  }

  override effects(call: FaultCall): Effect[] {
    const effect = this.meet(call);
    return [...(effect ? [effect] : []), ...super.effects(call)];
  }
}

/** A sandbox and a database as they stood at one moment, from which others can go on. */
export interface Frozen {
  folder: string;
  accessKeyId: string;
}

const stages = join(tmpdir(), `eks-auto-mode-stages-${process.pid}`);

/** Forgets every moment that was kept. */
export const forgetStages = () =>
  rmSync(stages, { recursive: true, force: true });

let worlds = 0;

const DATABASE = 'runs.sqlite';

/** A sandbox with the small cluster, and a database beside it, both in a folder of their own. */
export class World {
  private constructor(
    private readonly router: Router,
    private readonly folder: string,
    readonly accessKeyId: string,
    readonly sandbox: Sandbox,
    readonly knex: Knex,
  ) {}

  static async start(
    router: Router,
    meet: (call: FaultCall) => Effect | undefined,
    from?: Frozen,
  ): Promise<World> {
    worlds += 1;
    const accessKeyId = `AKIAFAULTS${String(worlds).padStart(10, '0')}`;
    const folder = mkdtempSync(join(tmpdir(), 'eks-auto-mode-faults-'));
    if (from) {
      cpSync(from.folder, folder, { recursive: true });
      // Its calls are told from those of other worlds by their access key.
      const world = join(folder, 'world.json');
      writeFileSync(
        world,
        readFileSync(world, 'utf8').replaceAll(from.accessKeyId, accessKeyId),
      );
    }
    const sandbox = await startSandbox({
      fleet: smallFleet(accessKeyId),
      data: folder,
      pace: PACE,
      faults: new Watched(meet),
      log: () => {},
    });
    router.add(accessKeyId, sandbox.url);
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: join(folder, DATABASE) },
      useNullAsDefault: true,
      pool: {
        min: 1,
        max: 1,
        afterCreate(
          connection: { pragma(text: string): void },
          done: () => void,
        ) {
          // Nobody pulls the plug on these.
          connection.pragma('synchronous = OFF');
          done();
        },
      },
    });
    if (!from) await knex.migrate.latest({ directory: migrationsDirectory() });
    return new World(router, folder, accessKeyId, sandbox, knex);
  }

  /** Keeps how everything stands now; at once, so that nothing changes meanwhile. */
  freeze(): Frozen {
    const { world, ledger } = this.sandbox.freeze();
    mkdirSync(stages, { recursive: true });
    const folder = mkdtempSync(join(stages, 'stage-'));
    writeFileSync(join(folder, 'world.json'), world);
    writeFileSync(join(folder, 'ledger.ndjson'), ledger);
    cpSync(join(this.folder, DATABASE), join(folder, DATABASE));
    const objects = join(this.folder, 'objects');
    if (existsSync(objects))
      cpSync(objects, join(folder, 'objects'), { recursive: true });
    else mkdirSync(join(folder, 'objects'));
    return { folder, accessKeyId: this.accessKeyId };
  }

  collect(): Promise<Collected> {
    return collect(this.sandbox.url, clusterArn);
  }

  async close(): Promise<void> {
    this.router.remove(this.accessKeyId);
    await this.knex.destroy();
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
