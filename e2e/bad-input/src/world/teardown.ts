// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import './setup';

export default async function teardown(): Promise<void> {
  const started = globalThis.badInputStarted;
  if (!started) return;
  await started.browser?.close();
  for (const daemon of started.daemons) await daemon.stop();
  if (started.pages) fs.rmSync(started.pages, { recursive: true, force: true });
  if (process.env.KEEP_BAD_INPUT) {
    process.stderr.write(`Kept: ${started.folder}\n`);
  } else {
    fs.rmSync(started.folder, { recursive: true, force: true });
  }
}
