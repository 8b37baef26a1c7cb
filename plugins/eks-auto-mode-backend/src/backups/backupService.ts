// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Backup } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { BackupTarget } from '../clusters/environments';
import { parseClusterArn } from '../clusters/clusterArn';
import type { ClusterSession } from '../clusters/session';
import { turn } from '../turns';
import type { BackupsStore, ClaimedBackup, StoredBackup } from './backupsStore';
import { checkBucket } from './bucket';
import { captureAws } from './captureAws';
import { captureKubernetes } from './captureKubernetes';
import type { Captured } from './captured';
import { manifestKey } from './manifest';
import type { BackupLocation } from './partWriter';
import { verifyBackup } from './verifyBackup';
import { writeBackup } from './writeBackup';

/** A cluster opened for its backup. */
export interface OpenBackup {
  session: ClusterSession;
  /** Writes below the target's prefix and nowhere else. */
  s3: S3Client;
}

export interface BackupServiceOptions {
  store: BackupsStore;
  /** Where backups of a cluster go; undefined where its environment names no bucket. */
  targetOf(clusterArn: string): BackupTarget | undefined;
  open(
    clusterArn: string,
    target: BackupTarget,
    signal: AbortSignal,
  ): Promise<OpenBackup>;
  logger: LoggerService;
  now(): Date;
}

/** A verified backup is read back again after this time. */
const PROOF_AGE_MS = 7 * 24 * 3600_000;

/** A capture that lost its replica this often is given up. */
const MOST_ATTEMPTS = 5;

/** Takes, proves, keeps and removes backups. Work is claimed in the database, by any replica. */
export class BackupService {
  constructor(private readonly options: BackupServiceOptions) {}

  get(id: string): Promise<Backup | undefined> {
    return this.options.store.get(id);
  }

  list(clusterArn: string, page: { limit: number; cursor?: string }) {
    return this.options.store.list(clusterArn, page);
  }

  latestVerified(clusterArn: string): Promise<Backup | undefined> {
    return this.options.store.latestVerified(clusterArn);
  }

  /** @throws InputError naming the setting that is missing. */
  async start(clusterArn: string, createdBy: string): Promise<Backup> {
    const { name } = parseClusterArn(clusterArn);
    const target = this.options.targetOf(clusterArn);
    if (!target) {
      throw new InputError(
        `There is nowhere to back ${name} up to: no environment of eksAutoMode.environments names its account and region with a backup bucket. Nothing was written.`,
      );
    }
    const now = this.options.now();
    return this.options.store.add({
      clusterArn,
      clusterName: name,
      createdBy,
      bucket: target.bucket,
      basePrefix: target.prefix,
      keptUntil: new Date(now.getTime() + target.keepForMs),
      now,
    });
  }

  /**
   * One backup for a run: asked again, it answers the same one. One that came to nothing before
   * `since` (a person said: retry) is left behind, and a new one taken.
   */
  async ensure(
    runId: string,
    clusterArn: string,
    since?: Date,
  ): Promise<Backup> {
    const last = await this.options.store.lastOf(`run:${runId}`);
    const useless =
      last !== undefined &&
      since !== undefined &&
      ['failed', 'partial', 'damaged'].includes(last.state) &&
      new Date(last.createdAt) < since;
    return last && !useless ? last : this.start(clusterArn, `run:${runId}`);
  }

  async requestVerify(id: string): Promise<Backup> {
    const backup = await this.options.store.get(id);
    if (!backup) throw new NotFoundError(`There is no backup ${id}`);
    if (backup.state === 'running') {
      throw new ConflictError(
        `Backup ${id} is still being taken; it is proved when it is done.`,
      );
    }
    if (backup.state === 'failed') {
      throw new ConflictError(
        `Backup ${id} failed (${backup.error}); there is nothing to read back.`,
      );
    }
    await this.options.store.ask(id, 'verify');
    return this.options.store.mustGet(id);
  }

  /** Marks what retention and re-verification make due. */
  async sweep(): Promise<void> {
    const now = this.options.now();
    await this.options.store.askForDue(
      now,
      new Date(now.getTime() - PROOF_AGE_MS),
    );
  }

  /** Works until nothing is left to do for this replica. */
  async tick(signal: AbortSignal): Promise<void> {
    for (;;) {
      if (signal.aborted) return;
      const claimed = await this.options.store.claim(this.options.now());
      if (!claimed) return;
      await this.work(claimed, signal);
      // Work that fails at once would, on SQLite, never let anybody else have a turn.
      await turn();
    }
  }

  private async work(
    claimed: ClaimedBackup,
    outer: AbortSignal,
  ): Promise<void> {
    const { store, logger, now } = this.options;
    const { backup, work } = claimed;
    const lost = new AbortController();
    const signal = AbortSignal.any([outer, lost.signal]);
    let objects: number | undefined;
    const keep = setInterval(() => {
      store.keep(backup.id, objects, now()).then(
        kept =>
          kept ||
          lost.abort(
            new Error(`Another replica took backup ${backup.id} over`),
          ),
        error =>
          logger.warn(
            `The claim on backup ${backup.id} was not renewed: ${error}`,
          ),
      );
    }, 10_000);
    try {
      const target = this.options.targetOf(backup.clusterArn);
      if (!target)
        throw new InputError(
          `The environment of ${backup.clusterName} names no backup bucket any more`,
        );
      const opened = await this.options.open(backup.clusterArn, target, signal);
      try {
        if (work === 'capture') {
          await this.capture(backup, target, opened, signal, count => {
            objects = count;
          });
        } else if (work === 'verify')
          await this.verify(backup, target, opened.s3, signal);
        else await this.remove(backup, target, opened.s3, signal);
      } finally {
        await opened.session.close();
      }
    } catch (error) {
      // The claim lapses, and the next replica takes the work up.
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      logger.error(
        `${work} of backup ${backup.id} of ${backup.clusterName} failed: ${message}`,
      );
      // A proof that could not be made says nothing of a backup that was proved before.
      const nothing = work === 'capture' || backup.state === 'unverified';
      await store.finish(backup.id, {
        error: message,
        ...(nothing ? { state: 'failed' } : {}),
      });
    } finally {
      clearInterval(keep);
    }
  }

  private location(target: BackupTarget, backup: StoredBackup): BackupLocation {
    return {
      bucket: backup.bucket,
      bucketOwner:
        target.bucketOwner ?? parseClusterArn(backup.clusterArn).accountId,
      kmsKeyId: target.kmsKeyId,
      objectLock: target.objectLock && {
        mode: target.objectLock.mode,
        retainUntil: new Date(
          this.options.now().getTime() + target.objectLock.retainForMs,
        ),
      },
    };
  }

  private async capture(
    backup: StoredBackup,
    target: BackupTarget,
    { session, s3 }: OpenBackup,
    signal: AbortSignal,
    onProgress: (objects: number) => void,
  ): Promise<void> {
    const { store } = this.options;
    if (backup.attempt > MOST_ATTEMPTS) {
      throw new Error(
        `Given up after ${MOST_ATTEMPTS} attempts: each replica that took it ended before it was done`,
      );
    }
    const location = this.location(target, backup);
    await checkBucket(s3, location.bucket, location.bucketOwner, signal);
    // Each attempt writes below a prefix of its own: nothing is ever written over.
    const prefix =
      backup.attempt > 1
        ? `${backup.prefix}attempt-${backup.attempt}/`
        : backup.prefix;
    const key = await store.hashKey(backup.clusterArn);
    async function* captured(): AsyncGenerator<Captured> {
      yield* captureAws(session, signal);
      yield* captureKubernetes({
        kubernetes: session.kubernetes,
        key,
        secretValues: target.secretValues,
        signal,
      });
    }
    const { manifest, manifestSha256 } = await writeBackup({
      s3,
      location,
      prefix,
      captured: captured(),
      about: {
        id: backup.id,
        clusterArn: backup.clusterArn,
        clusterName: backup.clusterName,
        createdAt: backup.createdAt,
        createdBy: backup.createdBy,
        secretValues: target.secretValues ? 'included' : 'hashed',
      },
      signal,
      onProgress,
    });
    const sum = (of: 'objects' | 'bytes') =>
      manifest.parts.reduce((total, part) => total + part[of], 0);
    await store.finish(backup.id, {
      state: 'unverified',
      prefix,
      objects: sum('objects'),
      bytes: sum('bytes'),
      kinds: Object.keys(manifest.kinds).length,
      parts: manifest.parts.map(({ kinds: _, ...part }) => part),
      unread: manifest.unread,
      manifestSha256,
      error: undefined,
      // Unverified until it was read back: that is the next piece of work.
      work: 'verify',
    });
  }

  private async verify(
    backup: StoredBackup,
    target: BackupTarget,
    s3: S3Client,
    signal: AbortSignal,
  ): Promise<void> {
    if (!backup.manifestSha256)
      throw new Error('It has no manifest to be held against');
    const proof = await verifyBackup({
      s3,
      backup,
      bucketOwner: this.location(target, backup).bucketOwner,
      manifestSha256: backup.manifestSha256,
      signal,
    });
    await this.options.store.finish(backup.id, {
      state: proof.state,
      verifiedAt:
        proof.state === 'verified'
          ? this.options.now().toISOString()
          : undefined,
      error: proof.state === 'verified' ? undefined : proof.why,
    });
  }

  private async remove(
    backup: StoredBackup,
    target: BackupTarget,
    s3: S3Client,
    signal: AbortSignal,
  ): Promise<void> {
    const { bucketOwner } = this.location(target, backup);
    // The manifest goes first: a backup without one can no longer be taken for whole.
    for (const key of [
      manifestKey(backup.prefix),
      ...backup.parts.map(part => part.key),
    ]) {
      await s3.send(
        new DeleteObjectCommand({
          Bucket: backup.bucket,
          Key: key,
          ExpectedBucketOwner: bucketOwner,
        }),
        { abortSignal: signal },
      );
    }
    await this.options.store.remove(backup.id);
  }
}
