// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { AssessDocument, documentFinding } from '../document';
import { clusterArn } from '../sandbox/fleet';
import type { AssessCommand } from './args';
import { withWorkbench, WorkbenchOptions } from './workbench';

/** Applies a directory and says what the product finds in it. */
export async function assess(
  command: Pick<AssessCommand, 'folder'>,
  options: WorkbenchOptions,
): Promise<AssessDocument> {
  return withWorkbench(command.folder, options, async bench => {
    const { product } = bench;
    const cluster = await product.refresh(await product.cluster(clusterArn));
    const findings = await product.findings(cluster);
    options.progress(`${cluster.verdict}: ${findings.length} findings`);
    return {
      schema: 'control-plane/v1',
      command: 'assess',
      notApplied: bench.notApplied,
      pendingBefore: bench.pendingBefore,
      verdict: cluster.verdict ?? 'unreachable',
      findings: findings.map(documentFinding),
    };
  });
}
