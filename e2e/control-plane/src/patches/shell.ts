// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { runAws, type Clients } from './awsCommand';

const run = promisify(execFile);

/** Where a person pastes a patch: an empty folder, a shell, kubectl and aws. */
export interface Terminal {
  /** Goes with whoever made it. */
  folder: string;
  clients: Clients;
  /** Program and kubeconfig; without them kubectl is not there. */
  kubectl?: { program: string; kubeconfig: string };
  /** The AWS CLI itself, and what it is to know, in the place of the reading of its commands. */
  cli?: { program: string; env: Record<string, string> };
}

/** What the header of a YAML patch says to do with it. */
const HEADER = /^# (kubectl (?:patch|create) .*)\n/;

/** Does with a patch what a person does who copies it from the page. */
export async function applyPatch(
  patch: Patch,
  terminal: Terminal,
): Promise<void> {
  const bin = path.join(terminal.folder, 'bin');
  await fs.mkdir(bin, { recursive: true });
  if (patch.language === 'shell') {
    const lines = patch.content.split('\n').filter(line => line.trim() !== '');
    for (const line of lines) await runLine(line, bin, terminal);
    return;
  }
  const [, command] = HEADER.exec(patch.content) ?? [];
  if (!command)
    throw new Error(`The patch says not how to apply it: ${patch.content}`);
  await fs.writeFile(path.join(terminal.folder, 'patch.yaml'), patch.content);
  await runLine(command, bin, terminal);
}

/** The shell takes the line apart, not this test. */
async function runLine(line: string, bin: string, terminal: Terminal) {
  const { kubectl, cli, folder } = terminal;
  await write(
    path.join(bin, 'kubectl'),
    kubectl ? `exec '${kubectl.program}' "$@"` : 'exit 127',
  );
  await write(
    path.join(bin, 'aws'),
    cli
      ? `exec '${cli.program}' "$@"`
      : `for word; do printf 'aws\\0%s\\0' "$word"; done`,
  );
  const { stdout } = await run('/bin/sh', ['-c', line], {
    cwd: folder,
    timeout: 60_000,
    env: {
      PATH: `${bin}:/usr/bin:/bin`,
      HOME: folder,
      ...cli?.env,
      ...(kubectl ? { KUBECONFIG: kubectl.kubeconfig } : {}),
    },
  });
  if (!/^aws /.test(line) || cli) return;
  const words = stdout.split('\0').slice(0, -1);
  await runAws(
    words.filter((_, index) => index % 2 === 1),
    terminal.clients,
  );
}

async function write(file: string, script: string): Promise<void> {
  await fs.writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
