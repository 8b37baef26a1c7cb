// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes, randomUUID } from 'node:crypto';
import type {
  Backup,
  BackupState,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import type { BackupAlert, BackupStanding } from './schedule';

/** What is to be done with a backup. */
export type BackupWork = 'capture' | 'verify' | 'delete';

/** A backup with what only the backups room needs. */
export interface StoredBackup extends Backup {
  manifestSha256?: string;
  attempt: number;
}

/** An alert that people were told of. */
export interface RaisedAlert {
  alert: BackupAlert;
  /** ISO 8601. */
  since: string;
}

/** Work that this replica holds. */
export interface ClaimedBackup {
  backup: StoredBackup;
  work: BackupWork;
}

/** What a piece of work came to. */
export type BackupPatch = Partial<
  Pick<
    StoredBackup,
    | 'state'
    | 'verifiedAt'
    | 'objects'
    | 'bytes'
    | 'kinds'
    | 'parts'
    | 'unread'
    | 'manifestSha256'
    | 'error'
    | 'prefix'
  >
> & { work?: BackupWork | null };

/** How long a replica may hold a backup without a sign of life. */
const HOLD_MS = 60_000;

interface Row {
  id: string;
  cluster_arn: string;
  cluster_name: string;
  state: BackupState;
  created_by: string;
  created_at: string;
  verified_at: string | null;
  kept_until: string | null;
  bucket: string;
  prefix: string;
  objects: number;
  bytes: number | string;
  kinds: number;
  parts: string;
  unread: string;
  manifest_sha256: string | null;
  error: string | null;
  attempt: number;
  work: BackupWork | null;
}

/**
 * A run or a person waits for a backup and its first proof; nobody waits for the old ones to be read
 * back, of which a large fleet has tens of thousands.
 */
const FIRST_TO_LAST: { work: BackupWork; state?: Backup['state'] }[] = [
  { work: 'capture' },
  { work: 'verify', state: 'unverified' },
  { work: 'delete' },
  { work: 'verify' },
];

/** Backups in the database: a list for people and a queue for replicas. */
export class BackupsStore {
  constructor(private readonly db: Knex, private readonly replica: string) {}

  async add(backup: {
    clusterArn: string;
    clusterName: string;
    createdBy: string;
    bucket: string;
    /** Of the environment, with its slash. */
    basePrefix: string;
    keptUntil?: Date;
    now: Date;
  }): Promise<StoredBackup> {
    const id = randomUUID();
    const createdAt = backup.now.toISOString();
    await this.db('eks_backups').insert({
      id,
      cluster_arn: backup.clusterArn,
      cluster_name: backup.clusterName,
      state: 'running',
      created_by: backup.createdBy,
      created_at: createdAt,
      kept_until: backup.keptUntil?.toISOString() ?? null,
      bucket: backup.bucket,
      // Sorts by time in the bucket too; the id keeps two of one second apart.
      prefix: `${backup.basePrefix}${backup.clusterName}/${createdAt.replace(
        /[:.]/g,
        '-',
      )}-${id.slice(0, 8)}/`,
      work: 'capture',
    });
    return this.mustGet(id);
  }

  async get(id: string): Promise<StoredBackup | undefined> {
    const row: Row | undefined = await this.db('eks_backups')
      .where({ id })
      .first();
    return row && fromRow(row);
  }

  async mustGet(id: string): Promise<StoredBackup> {
    const backup = await this.get(id);
    if (!backup) throw new Error(`Backup ${id} vanished from the database`);
    return backup;
  }

  /** Newest first. */
  async list(
    clusterArn: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ items: StoredBackup[]; nextCursor?: string }> {
    const query = this.db('eks_backups')
      .where({ cluster_arn: clusterArn })
      .orderBy([{ column: 'created_at', order: 'desc' }, 'id'])
      .limit(page.limit + 1);
    if (page.cursor) query.where('created_at', '<', page.cursor);
    const rows: Row[] = await query;
    const items = rows.slice(0, page.limit).map(fromRow);
    return {
      items,
      nextCursor:
        rows.length > page.limit ? items.at(-1)?.createdAt : undefined,
    };
  }

  /** The last backup of each of these clusters. */
  async latest(clusterArns: string[]): Promise<Map<string, StoredBackup>> {
    const rows: Row[] = await this.db('eks_backups as b')
      .whereIn('cluster_arn', clusterArns)
      .whereNotExists(
        this.db('eks_backups as newer')
          .whereRaw('newer.cluster_arn = b.cluster_arn')
          .whereRaw('newer.created_at > b.created_at'),
      );
    return new Map(rows.map(row => [row.cluster_arn, fromRow(row)]));
  }

  async latestVerified(clusterArn: string): Promise<StoredBackup | undefined> {
    const row: Row | undefined = await this.db('eks_backups')
      .where({ cluster_arn: clusterArn, state: 'verified' })
      .orderBy('created_at', 'desc')
      .first();
    return row && fromRow(row);
  }

  /** What is known of each of these clusters' backups, for their schedule. */
  async standings(clusterArns: string[]): Promise<Map<string, BackupStanding>> {
    const last = await this.latest(clusterArns);
    const verified: { cluster_arn: string; at: string }[] = await this.db(
      'eks_backups',
    )
      .whereIn('cluster_arn', clusterArns)
      .where({ state: 'verified' })
      .groupBy('cluster_arn')
      .select('cluster_arn')
      .max({ at: 'created_at' });
    const verifiedAt = new Map(
      verified.map(row => [row.cluster_arn, Date.parse(row.at)]),
    );
    return new Map(
      clusterArns.map(arn => {
        const backup = last.get(arn);
        return [
          arn,
          {
            last: backup && {
              at: Date.parse(backup.createdAt),
              state: backup.state,
            },
            verifiedAt: verifiedAt.get(arn),
          },
        ];
      }),
    );
  }

  /** Clusters whose owners were told that their backups are not kept. */
  async alerts(): Promise<Map<string, RaisedAlert>> {
    const rows: { cluster_arn: string; alert: BackupAlert; since: string }[] =
      await this.db('eks_backup_alerts');
    return new Map(
      rows.map(({ cluster_arn, alert, since }) => [
        cluster_arn,
        { alert, since },
      ]),
    );
  }

  async raise(clusterArn: string, alert: BackupAlert, now: Date) {
    await this.db('eks_backup_alerts')
      .insert({ cluster_arn: clusterArn, alert, since: now.toISOString() })
      .onConflict('cluster_arn')
      .merge();
  }

  async clear(clusterArn: string): Promise<void> {
    await this.db('eks_backup_alerts')
      .where({ cluster_arn: clusterArn })
      .delete();
  }

  async lastOf(createdBy: string): Promise<StoredBackup | undefined> {
    const row: Row | undefined = await this.db('eks_backups')
      .where({ created_by: createdBy })
      .orderBy('created_at', 'desc')
      .first();
    return row && fromRow(row);
  }

  /** Asks for work on a backup that nobody is at work on. */
  async ask(id: string, work: BackupWork): Promise<void> {
    await this.db('eks_backups')
      .where({ id })
      .whereNull('work')
      .update({ work });
  }

  /** Backups whose time is over, and those whose proof is older than `verifiedBefore`. */
  async askForDue(now: Date, verifiedBefore: Date): Promise<void> {
    // The newest verified backup of a cluster is never removed, however old it is.
    const newest = this.db('eks_backups as newest')
      .whereRaw('newest.cluster_arn = eks_backups.cluster_arn')
      .where('newest.state', 'verified')
      .max('newest.created_at');
    await this.db('eks_backups')
      .whereNull('work')
      .where('kept_until', '<', now.toISOString())
      .where(builder =>
        builder
          .whereNot('state', 'verified')
          .orWhere('created_at', '<', newest),
      )
      .update({ work: 'delete' });
    await this.db('eks_backups')
      .whereNull('work')
      .where({ state: 'verified' })
      .where('verified_at', '<', verifiedBefore.toISOString())
      .update({ work: 'verify' });
  }

  /** Takes work that nobody holds, or whose holder has gone silent; of one kind the oldest first. */
  async claim(now: Date): Promise<ClaimedBackup | undefined> {
    const free = (builder: Knex.QueryBuilder) =>
      builder.whereNull('held_until').orWhere('held_until', '<', now.getTime());
    for (const kind of FIRST_TO_LAST) {
      const candidates: { id: string }[] = await this.db('eks_backups')
        .where(kind)
        .andWhere(free)
        .orderBy('created_at')
        .limit(5)
        .select('id');
      for (const { id } of candidates) {
        const taken = await this.db('eks_backups')
          .where({ id, work: kind.work })
          .andWhere(free)
          .update({
            holder: this.replica,
            held_until: now.getTime() + HOLD_MS,
            attempt: this.db.raw('attempt + 1'),
          });
        if (taken === 1)
          return { backup: await this.mustGet(id), work: kind.work };
      }
    }
    return undefined;
  }

  /** @returns false where another replica took it over: stop and write nothing. */
  async keep(
    id: string,
    objects: number | undefined,
    now: Date,
  ): Promise<boolean> {
    const kept = await this.db('eks_backups')
      .where({ id, holder: this.replica })
      .update({
        held_until: now.getTime() + HOLD_MS,
        ...(objects === undefined ? {} : { objects }),
      });
    return kept === 1;
  }

  /** Records what came of the work and lets go of it. */
  async finish(id: string, patch: BackupPatch): Promise<boolean> {
    const { work = null, ...rest } = patch;
    const changed = await this.db('eks_backups')
      .where({ id, holder: this.replica })
      .update({
        work,
        holder: null,
        held_until: null,
        ...('state' in rest ? { state: rest.state } : {}),
        ...('verifiedAt' in rest
          ? { verified_at: rest.verifiedAt ?? null }
          : {}),
        ...('objects' in rest ? { objects: rest.objects } : {}),
        ...('bytes' in rest ? { bytes: rest.bytes } : {}),
        ...('kinds' in rest ? { kinds: rest.kinds } : {}),
        ...('parts' in rest ? { parts: JSON.stringify(rest.parts) } : {}),
        ...('unread' in rest ? { unread: JSON.stringify(rest.unread) } : {}),
        ...('manifestSha256' in rest
          ? { manifest_sha256: rest.manifestSha256 }
          : {}),
        ...('error' in rest ? { error: rest.error ?? null } : {}),
        ...('prefix' in rest ? { prefix: rest.prefix } : {}),
      });
    return changed === 1;
  }

  async remove(id: string): Promise<void> {
    await this.db('eks_backups').where({ id, holder: this.replica }).delete();
  }

  /** The key under which this cluster's Secret values are hashed; made once. */
  async hashKey(clusterArn: string): Promise<string> {
    await this.db('eks_backup_keys')
      .insert({ cluster_arn: clusterArn, key: randomBytes(32).toString('hex') })
      .onConflict('cluster_arn')
      .ignore();
    const { key } = await this.db('eks_backup_keys')
      .where({ cluster_arn: clusterArn })
      .first();
    return key;
  }
}

function fromRow(row: Row): StoredBackup {
  return {
    id: row.id,
    clusterArn: row.cluster_arn,
    clusterName: row.cluster_name,
    state: row.state,
    createdBy: row.created_by,
    createdAt: row.created_at,
    verifiedAt: row.verified_at ?? undefined,
    keptUntil: row.kept_until ?? undefined,
    bucket: row.bucket,
    prefix: row.prefix,
    objects: row.objects,
    bytes: Number(row.bytes),
    kinds: row.kinds,
    parts: JSON.parse(row.parts),
    unread: JSON.parse(row.unread),
    manifestSha256: row.manifest_sha256 ?? undefined,
    error: row.error ?? undefined,
    attempt: row.attempt,
  };
}
