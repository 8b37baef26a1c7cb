// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Backup } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { manifestKey, type Manifest, type ManifestPart } from './manifest';

export type Proof =
  /** Every digest and count held. */
  | { state: 'verified' }
  /** All that was written is there, but something required could not be read when it was taken. */
  | { state: 'partial'; why: string }
  /** What was read back is not what was written. */
  | { state: 'damaged'; why: string };

/**
 * Reads a whole backup back and holds it against its manifest, and the manifest against the digest
 * that the database keeps: whoever can write the bucket cannot forge both.
 *
 * @throws where the bucket does not answer: nothing is known then, and the proof stays as it was.
 */
export async function verifyBackup(options: {
  s3: S3Client;
  backup: Pick<Backup, 'bucket' | 'prefix' | 'unread'>;
  bucketOwner: string;
  manifestSha256: string;
  signal: AbortSignal;
}): Promise<Proof> {
  const { backup, signal } = options;
  const get = async (key: string): Promise<Readable | undefined> => {
    try {
      const { Body } = await options.s3.send(
        new GetObjectCommand({
          Bucket: backup.bucket,
          Key: key,
          ExpectedBucketOwner: options.bucketOwner,
        }),
        { abortSignal: signal },
      );
      return Body instanceof Readable ? Body : undefined;
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey')
        return undefined;
      throw error;
    }
  };

  const manifestBody = await get(manifestKey(backup.prefix));
  if (!manifestBody) return { state: 'damaged', why: 'The manifest is gone' };
  const chunks: Buffer[] = [];
  for await (const chunk of manifestBody) chunks.push(chunk);
  const text = Buffer.concat(chunks);
  if (
    createHash('sha256').update(text).digest('hex') !== options.manifestSha256
  ) {
    return {
      state: 'damaged',
      why: 'The manifest is not the one that was written',
    };
  }
  const manifest: Manifest = JSON.parse(text.toString('utf8'));

  for (const part of manifest.parts) {
    signal.throwIfAborted();
    const body = await get(part.key);
    if (!body) return { state: 'damaged', why: `${part.key} is gone` };
    const wrong = await differs(body, part, signal);
    if (wrong) return { state: 'damaged', why: `${part.key}: ${wrong}` };
  }
  const required = backup.unread.filter(one => one.required);
  if (required.length > 0) {
    const named = required
      .slice(0, 3)
      .map(one => `${one.what} (${one.reason})`)
      .join(', ');
    const more = required.length > 3 ? ` and ${required.length - 3} more` : '';
    return {
      state: 'partial',
      why: `Could not be read when it was taken: ${named}${more}`,
    };
  }
  return { state: 'verified' };
}

/** What is wrong with a part, or undefined. */
async function differs(
  body: Readable,
  part: ManifestPart,
  signal: AbortSignal,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const kinds: Record<string, number> = {};
  let objects = 0;
  const gunzip = createGunzip();
  // pipe() does not pass errors on: the reader below must see every one of them.
  body.on('error', error => gunzip.destroy(error));
  body.pipe(count).pipe(gunzip);
  const lines = createInterface({ input: gunzip, crlfDelay: Infinity });
  // An error that comes when the lines are no longer waited for would end the process unheard; it is
  // asked for below.
  const unheard = () => lines.close();
  gunzip.on('error', unheard);
  lines.on('error', unheard);
  try {
    for await (const line of lines) {
      signal.throwIfAborted();
      const { kind }: { kind: string } = JSON.parse(line);
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      objects += 1;
    }
    if (gunzip.errored) throw gunzip.errored;
  } catch (error) {
    signal.throwIfAborted();
    return `cannot be read back (${
      error instanceof Error ? error.message : String(error)
    })`;
  }
  if (bytes !== part.bytes) return `has ${bytes} bytes, not ${part.bytes}`;
  if (hash.digest('hex') !== part.sha256) return 'has another digest';
  if (objects !== part.objects)
    return `holds ${objects} objects, not ${part.objects}`;
  for (const [kind, expected] of Object.entries(part.kinds)) {
    if (kinds[kind] !== expected)
      return `holds ${kinds[kind] ?? 0} of ${kind}, not ${expected}`;
  }
  return undefined;
}
