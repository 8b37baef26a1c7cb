// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    axe: { run(context: string, options: RunOptions): Promise<AxeResults> };
  }
}

const source = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What Backstage itself brings and we cannot mend: the rule, and where. docs/contributors/accessibility.md says why. */
export const upstream: { rule: string; within: string }[] = [
  { rule: 'region', within: '.bui-VisuallyHidden' },
  { rule: 'heading-order', within: '[class*="BackstageEmptyState"]' },
  { rule: 'color-contrast', within: '[class*="BackstageEmptyState"]' },
  { rule: 'heading-order', within: '.bui-Text[data-variant="title-x-small"]' },
  { rule: 'heading-order', within: '[class*="PluginOrgComponentsGrid"]' },
];

/**
 * What axe stumbles over within a part of a page, as sentences. All that is there counts as ours
 * unless it is listed as upstream's, by its rule and its place.
 */
export async function stumbles(
  page: Page,
  within: 'html' | 'main, [role="dialog"]' = 'html',
): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(
    async ([known, part]) => {
      const { violations } = await window.axe.run(part, {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      });
      return violations.flatMap(({ id, help, nodes }) =>
        nodes
          .filter(({ target }) => {
            const element = document.querySelector(target.flat().join(' '));
            return !known.some(
              one => one.rule === id && element?.closest(one.within),
            );
          })
          .map(
            ({ html, target }) =>
              `${id}: ${help}: ${target.flat().join(' ')}: ${html.slice(
                0,
                200,
              )}`,
          ),
      );
    },
    [upstream, within] as const,
  );
}
