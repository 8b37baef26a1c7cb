// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

export interface Leak {
  where: string;
  which: string;
  /** How it was written there. */
  form: string;
}

interface Form {
  form: string;
  bytes: Buffer;
}

/** The characters of Base64 that depend on the value alone, where it begins `offset` bytes into a group of three. */
function base64At(value: string, offset: number): string {
  const bytes = Buffer.byteLength(value);
  const text = Buffer.concat([
    Buffer.alloc(offset),
    Buffer.from(value),
    Buffer.alloc(3),
  ]).toString('base64');
  return text.slice(
    Math.ceil((offset * 8) / 6),
    Math.floor(((offset + bytes) * 8) / 6),
  );
}

/** Every way of writing a value that is looked for. */
export function formsOf(value: string): Form[] {
  const forms: [string, string][] = [
    ['plain', value],
    ['URL-encoded', encodeURIComponent(value)],
    ['in JSON', JSON.stringify(value).slice(1, -1)],
    ...[0, 1, 2].flatMap((offset): [string, string][] => {
      const text = base64At(value, offset);
      return [
        [`Base64 at ${offset}`, text],
        [
          `Base64 of URLs at ${offset}`,
          text.replace(/\+/g, '-').replace(/\//g, '_'),
        ],
      ];
    }),
  ];
  return forms.map(([form, text]) => ({ form, bytes: Buffer.from(text) }));
}

/** Values to look for, by what they are. A value with signs that are easily changed is looked for without them, too. */
export class Search {
  readonly #forms: { which: string; forms: Form[] }[];

  constructor(values: Record<string, string>) {
    this.#forms = Object.entries(values).map(([which, value]) => {
      const core = /^[\w-]{16,}/.exec(value)?.[0] ?? value;
      return { which, forms: [...formsOf(value), ...formsOf(core)] };
    });
  }

  /** Leaks in bytes, unpacked where they are packed. */
  inBytes(where: string, bytes: Buffer): Leak[] {
    const leaks = this.#forms.flatMap(({ which, forms }) => {
      const found = forms.find(form => bytes.includes(form.bytes));
      return found ? [{ where, which, form: found.form }] : [];
    });
    const unpacked = unpack(bytes);
    return unpacked
      ? [...leaks, ...this.inBytes(`${where} (unpacked)`, unpacked)]
      : leaks;
  }

  inText(where: string, text: string): Leak[] {
    return this.inBytes(where, Buffer.from(text));
  }

  /** In a file, or in all files of a folder. */
  inFiles(place: string): { leaks: Leak[]; files: number } {
    const files = fs.statSync(place).isDirectory()
      ? fs
          .readdirSync(place, { recursive: true, withFileTypes: true })
          .filter(entry => entry.isFile())
          .map(entry => path.join(entry.parentPath, entry.name))
      : [place];
    return {
      files: files.length,
      leaks: files.flatMap(file => this.inBytes(file, fs.readFileSync(file))),
    };
  }

  /** In the rows of a table; values in binary columns are unpacked. */
  inRows(table: string, rows: Record<string, unknown>[]): Leak[] {
    return rows.flatMap(row =>
      Object.entries(row).flatMap(([column, value]) => {
        const where = `${table}.${column}`;
        if (Buffer.isBuffer(value)) return this.inBytes(where, value);
        return typeof value === 'string'
          ? this.inText(where, value)
          : this.inText(where, JSON.stringify(value) ?? '');
      }),
    );
  }
}

/** What gzip or Brotli packed; undefined where they did not. */
function unpack(bytes: Buffer): Buffer | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes);
  // Brotli has no mark of its own; nothing here is text and Brotli at once.
  try {
    return bytes.length > 0 && bytes.length < 50_000_000 && !isText(bytes)
      ? brotliDecompressSync(bytes)
      : undefined;
  } catch {
    return undefined;
  }
}

function isText(bytes: Buffer): boolean {
  return !bytes.subarray(0, 512).some(byte => byte < 9);
}
