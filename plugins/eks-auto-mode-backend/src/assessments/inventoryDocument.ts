// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { inventoryParts } from '../inventory/parts';
import { slices } from '../turns';

/** So many objects are written and read in one go; a large cluster has a hundred thousand. */
const ITEMS_A_LINE = 100;

type Rest = Omit<Inventory, 'parts'>;
type Part = Inventory['parts'][keyof Inventory['parts']];
/** A part with its first items, or more items of one. */
type PartLine = { part: string } & ({ read: Part } | { items: unknown[] });

function* lines({ parts, ...rest }: Inventory): Generator<string> {
  yield JSON.stringify(rest satisfies Rest);
  for (const [part, read] of Object.entries(parts)) {
    if (read.state === 'unread' || !Array.isArray(read.value)) {
      yield JSON.stringify({ part, read });
      continue;
    }
    const items: unknown[] = read.value;
    yield JSON.stringify({
      part,
      read: { ...read, value: items.slice(0, ITEMS_A_LINE) },
    });
    for (let at = ITEMS_A_LINE; at < items.length; at += ITEMS_A_LINE)
      yield JSON.stringify({ part, items: items.slice(at, at + ITEMS_A_LINE) });
  }
}

/** Others get their turn after each few milliseconds of this. */
async function* inSlices(texts: Iterable<string>): AsyncGenerator<string> {
  const slice = slices();
  for (const text of texts) {
    yield `${text}\n`;
    await slice();
  }
}

/** An inventory as it is stored: lines of JSON, compressed by gzip. */
export async function packInventory(inventory: Inventory): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await pipeline(
    Readable.from(inSlices(lines(inventory))),
    createGzip({ level: 1 }),
    async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) chunks.push(chunk);
    },
  );
  return Buffer.concat(chunks);
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let begun: string[] = [];
  for await (const chunk of chunks) {
    const [first, ...others] = chunk.split('\n');
    begun.push(first);
    for (const next of others) {
      yield begun.join('');
      begun = [next];
    }
  }
  const last = begun.join('');
  if (last !== '') yield last;
}

/**
 * The inventory that was stored.
 *
 * @throws what zlib or JSON say of a document that is damaged, and where it lacks a part: it may be
 * of a version that did not read it yet
 */
export async function unpackInventory(document: Buffer): Promise<Inventory> {
  let rest: Rest | undefined;
  const parts: Record<string, Part> = {};
  const gunzip = createGunzip();
  gunzip.setEncoding('utf8');
  await pipeline(
    Readable.from([document]),
    gunzip,
    async (source: AsyncIterable<string>) => {
      const slice = slices();
      for await (const text of linesOf(source)) {
        if (rest) {
          const line: PartLine = JSON.parse(text);
          if ('read' in line) parts[line.part] = line.read;
          else more(parts[line.part], line.items);
        } else rest = JSON.parse(text);
        await slice();
      }
    },
  );
  if (!rest || !isWhole(parts))
    throw new Error(
      'The stored inventory is not whole: read the cluster again',
    );
  return { ...rest, parts };
}

function isWhole(parts: Record<string, Part>): parts is Inventory['parts'] {
  return inventoryParts.every(part => part in parts);
}

function more(part: Part | undefined, items: unknown[]) {
  if (part?.state !== 'read' || !Array.isArray(part.value))
    throw new Error('The stored inventory continues a list that never began');
  const list: unknown[] = part.value;
  list.push(...items);
}
