// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ApiError } from '../../wire/apiError';

export const ALGORITHMS = ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

const CASTAGNOLI = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0x82f63b78 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32c(bytes: Buffer): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = CASTAGNOLI[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function fourBytes(value: number): string {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value >>> 0);
  return buffer.toString('base64');
}

export function checksum(algorithm: Algorithm, bytes: Buffer): string {
  switch (algorithm) {
    case 'CRC32':
      return fourBytes(crc32(bytes));
    case 'CRC32C':
      return fourBytes(crc32c(bytes));
    default:
      return createHash(algorithm.toLowerCase()).update(bytes).digest('base64');
  }
}

export interface ChecksumMembers {
  ChecksumCRC32?: string;
  ChecksumCRC32C?: string;
  ChecksumSHA1?: string;
  ChecksumSHA256?: string;
  ChecksumCRC64NVME?: string;
}

export function algorithmOf(name: string | undefined): Algorithm | undefined {
  if (name === undefined) return undefined;
  const found = ALGORITHMS.find(a => a === name);
  if (!found)
    throw new ApiError(
      'NotImplemented',
      501,
      `The sandbox does not compute ${name} checksums`,
    );
  return found;
}

export function member(algorithm: Algorithm, value: string): ChecksumMembers {
  return { [`Checksum${algorithm}`]: value };
}

/** Compares what the caller says of the bytes with the bytes; a difference is refused and nothing is stored. */
export function verify(
  bytes: Buffer,
  given: ChecksumMembers & { ContentMD5?: string; ChecksumAlgorithm?: string },
): { algorithm: Algorithm; value: string } | undefined {
  if (given.ChecksumCRC64NVME !== undefined) algorithmOf('CRC64NVME');
  if (given.ContentMD5 !== undefined) {
    const md5 = createHash('md5').update(bytes).digest('base64');
    if (md5 !== given.ContentMD5)
      throw new ApiError(
        'BadDigest',
        400,
        'The Content-MD5 you specified did not match what we received.',
      );
  }
  for (const algorithm of ALGORITHMS) {
    const said = given[`Checksum${algorithm}`];
    if (said === undefined) continue;
    const value = checksum(algorithm, bytes);
    if (value !== said) {
      throw new ApiError(
        'BadDigest',
        400,
        `The ${algorithm} you specified did not match the calculated checksum.`,
      );
    }
    return { algorithm, value };
  }
  const algorithm = algorithmOf(given.ChecksumAlgorithm);
  return algorithm && { algorithm, value: checksum(algorithm, bytes) };
}

/** The checksum of a multipart object: of its parts' checksums, with their number (S3 User Guide, checking-object-integrity). */
export function composite(algorithm: Algorithm, parts: string[]): string {
  const bytes = Buffer.concat(parts.map(p => Buffer.from(p, 'base64')));
  return `${checksum(algorithm, bytes)}-${parts.length}`;
}
