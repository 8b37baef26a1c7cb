// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// The sandbox with a generated fleet, in a process of its own; tells its parent what was called.
import { startSandbox } from '@internal/sandbox';
import { add, type Counted } from './calls';
import { fleetOf } from './fleet';
import { awsLikeFaults } from './limits';

async function main(): Promise<void> {
  const [clusters, podsPerCluster] = process.argv.slice(2).map(Number);
  const sandbox = await startSandbox({
    fleet: fleetOf({ clusters, podsPerCluster }),
    pace: 1,
  });
  for (const fault of awsLikeFaults()) sandbox.faults.add(fault);
  const counted: Counted = { calls: {}, throttled: 0 };
  sandbox.faults.onCall = ({ service, operation }, throttled) => {
    const now = Date.now();
    counted.firstAt ??= now;
    counted.lastAt = now;
    if (throttled) counted.throttled++;
    else add(counted.calls, service, operation);
  };
  process.on('message', () => process.send?.({ counted }));
  process.once('disconnect', () => process.exit(0));
  process.send?.({ url: sandbox.url });
}

main().catch(error => {
  process.stderr.write(
    `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
