// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Locator, Page } from 'playwright-core';
import { mend } from './mend';
import { MINUTE, until, type Stage } from './stage';

/** The findings of the open cluster that block and that the plan does not mend. */
export function blockers(page: Page, code: string): Locator {
  return page
    .getByRole('tabpanel', { name: 'Readiness' })
    .getByRole('listitem')
    .filter({
      has: page.getByRole('button', { name: new RegExp(`^${code}`) }),
    });
}

/** Opens a finding, does to its cluster what the patch in it says, and answers what that was. */
export async function mendAsShown(
  stage: Stage,
  cluster: string,
  code: string,
): Promise<string> {
  const finding = blockers(stage.page, code).first();
  await finding.getByRole('button', { name: new RegExp(code) }).click();
  const patch = finding.getByRole('region').first();
  await patch.waitFor();
  const text = await patch.innerText();
  await mend(stage.portal.sandboxUrl, cluster, text);
  return text;
}

/** Presses Refresh and waits until the page has read the cluster again. */
export async function refresh(stage: Stage, name: string): Promise<void> {
  const { readAt } = await stage.assessed(name);
  await stage.page.getByRole('button', { name: 'Refresh' }).click();
  await until(
    `${name} is read again`,
    2 * MINUTE,
    () => stage.assessed(name),
    cluster => cluster.readAt !== readAt,
  );
}
