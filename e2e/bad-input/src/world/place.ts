// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';

/** Private and run from its sources, never from a build. */
// eslint-disable-next-line no-restricted-syntax
export const root = path.resolve(__dirname, '../../../..');

/** One portal: a backend process of its own, with a database, a log and callers of its own. */
export interface PortalPlace {
  name: string;
  url: string;
  /** Of the caller who may do everything. */
  token: string;
  log: string;
}

/** What the set-up started, as every test file finds it. */
export interface Place {
  /** Logs, databases, what S3 holds, every answer of the API. */
  folder: string;
  sandbox: string;
  portal: PortalPlace;
  /** Where a browser server listens; absent where there is no Chromium. */
  browser: string;
  /** Values that must not be found anywhere; see secrets/markers.ts. */
  markers: Record<string, string>;
}

const VARIABLE = 'BAD_INPUT_PLACE';

export function writePlace(place: Place) {
  process.env[VARIABLE] = JSON.stringify(place);
}

export function thePlace(): Place {
  const text = process.env[VARIABLE];
  if (!text) {
    throw new Error(
      'Nothing was started: run this suite with --globalSetup, as scripts/test.mjs does',
    );
  }
  return JSON.parse(text);
}

/** A folder that is there. */
export function folderIn(parent: string, name: string): string {
  const folder = path.join(parent, name);
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}
