// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from '@internal/control-plane/src/process/ports';
import { chromium, type Browser, type Page } from 'playwright-core';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const root = path.resolve(__dirname, '../../..');

/** The portal as `npm start` starts it, on ports of its own and with data of its own. */
export interface Portal {
  url: string;
  backendUrl: string;
  sandboxUrl: string;
  /** Lines of the whole output, for a failure's message. */
  log(): string;
  stop(): Promise<void>;
}

export async function startPortal(timeoutMs = 240_000): Promise<Portal> {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'eks-auto-mode-portal-'));
  const [portal, backend, sandbox] = await freePorts(3);
  const lines: string[] = [];
  const child: ChildProcess = spawn(
    process.execPath,
    [path.join(root, 'scripts/start.mjs')],
    {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // Jest's own would make the backend a test.
        NODE_ENV: 'development',
        JEST_WORKER_ID: undefined,
        CI: undefined,
        DATA_DIR: data,
        PORTAL_PORT: String(portal),
        BACKEND_PORT: String(backend),
        SANDBOX_PORT: String(sandbox),
      },
    },
  );
  const url = `http://127.0.0.1:${portal}`;
  const stop = async () => {
    if (child.exitCode === null && child.pid) {
      const ended = new Promise(resolve => child.once('exit', resolve));
      process.kill(child.pid, 'SIGTERM');
      await ended;
    }
    fs.rmSync(data, { recursive: true, force: true });
  };
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new Error(
            `The portal was not ready after ${timeoutMs / 1000} s:\n${lines
              .slice(-60)
              .join('')}`,
          ),
        ),
      timeoutMs,
    );
    const hear = (chunk: Buffer) => {
      lines.push(chunk.toString());
      if (lines.length > 4000) lines.splice(0, 1000);
      if (chunk.toString().includes('The portal is ready')) {
        clearTimeout(timer);
        resolve();
      }
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', code => {
      clearTimeout(timer);
      reject(
        new Error(
          `The portal ended with ${code}:\n${lines.slice(-60).join('')}`,
        ),
      );
    });
  });
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    backendUrl: `http://127.0.0.1:${backend}`,
    sandboxUrl: `http://127.0.0.1:${sandbox}`,
    log: () => lines.join(''),
    stop,
  };
}

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page of the portal, signed in as guest. */
export async function signIn(
  browser: Browser,
  portal: Portal,
  options: { width?: number; dark?: boolean } = {},
): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  // The first page waits for the bundler.
  await page.goto(portal.url, { timeout: 120_000 });
  await page.getByRole('button', { name: 'Enter' }).click({ timeout: 60_000 });
  await page.getByRole('link', { name: 'EKS Auto Mode' }).first().waitFor();
  return page;
}

/** The API as CI uses it, under the guest's token. */
export async function guestToken(portal: Portal): Promise<string> {
  const response = await fetch(`${portal.backendUrl}/api/auth/guest/refresh`, {
    method: 'POST',
  });
  if (!response.ok) throw new Error(`No guest token: ${response.status}`);
  const { backstageIdentity } = (await response.json()) as {
    backstageIdentity: { token: string };
  };
  return backstageIdentity.token;
}
