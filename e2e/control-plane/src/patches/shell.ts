// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { json } from 'node:stream/consumers';
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
const HEADER = /^# (kubectl (?:patch|create|apply) .*)\n/;

/** Does with a patch what a person does who copies it from the page. */
export async function applyPatch(
  patch: Patch,
  terminal: Terminal,
): Promise<void> {
  const { folder, clients } = terminal;
  const bin = path.join(folder, 'bin');
  await fs.mkdir(bin, { recursive: true });
  let lines = patch.content.split('\n').filter(line => line.trim() !== '');
  if (patch.language !== 'shell') {
    const [, command] = HEADER.exec(patch.content) ?? [];
    if (!command)
      throw new Error(`The patch says not how to apply it: ${patch.content}`);
    await fs.writeFile(path.join(folder, 'patch.yaml'), patch.content);
    lines = [command];
  }
  const aws = await listenForAws(clients);
  try {
    await installPrograms(bin, terminal, aws.port);
    for (const line of lines) {
      // What a call failed with says more than what the shell made of it.
      await runLine(line, bin, terminal).catch(error => {
        throw aws.failed() ?? error;
      });
      if (aws.failed()) throw aws.failed();
    }
  } finally {
    await aws.close();
  }
}

/** The shell takes the line apart, not this test. */
async function runLine(line: string, bin: string, terminal: Terminal) {
  const { kubectl, cli, folder } = terminal;
  await run('/bin/sh', ['-c', line], {
    cwd: folder,
    timeout: 60_000,
    env: {
      PATH: `${bin}:/usr/bin:/bin`,
      HOME: folder,
      ...cli?.env,
      ...(kubectl ? { KUBECONFIG: kubectl.kubeconfig } : {}),
    },
  });
}

/** What stands behind `aws` in a line that the shell runs: this process, which reads the words. */
async function listenForAws(clients: Clients) {
  let failure: unknown;
  const server = http.createServer(async (request, response) => {
    try {
      const words = await json(request);
      if (!Array.isArray(words)) throw new Error('No words');
      response.end(await runAws(words.map(String), clients));
    } catch (error) {
      failure ??= error;
      response.writeHead(500).end();
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('There is no port to listen on');
  return {
    port: address.port,
    failed: () => failure,
    close: () => new Promise(resolve => server.close(resolve)),
  };
}

const ASK = `
const request = require('node:http').request(
  { port: process.argv[2], host: '127.0.0.1', method: 'POST', agent: false },
  response => {
    response.pipe(process.stdout);
    process.exitCode = response.statusCode === 200 ? 0 : 255;
  },
);
request.end(JSON.stringify(process.argv.slice(3)));
`;

async function installPrograms(
  bin: string,
  { kubectl, cli }: Terminal,
  port: number,
): Promise<void> {
  await fs.writeFile(path.join(bin, 'aws.cjs'), ASK);
  await write(
    path.join(bin, 'kubectl'),
    kubectl ? `exec '${kubectl.program}' "$@"` : 'exit 127',
  );
  await write(
    path.join(bin, 'aws'),
    cli
      ? `exec '${cli.program}' "$@"`
      : `exec '${process.execPath}' '${bin}/aws.cjs' ${port} "$@"`,
  );
}

async function write(file: string, script: string): Promise<void> {
  await fs.writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
