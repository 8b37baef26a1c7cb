// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Daemon } from '../process/daemon';
import { freePorts } from '../process/ports';

/** Starts Karpenter outside the cluster, as EKS runs it; resolves when its caches are filled. */
export async function startKarpenter(options: {
  program: string;
  instanceTypes: string;
  kubeconfig: string;
  launchDelay: string;
  logs: string;
  signal?: AbortSignal;
}): Promise<Daemon> {
  const [metrics, health] = await freePorts(2);
  const daemon = await Daemon.start('karpenter', options.program, [], {
    logs: options.logs,
    env: {
      KUBECONFIG: options.kubeconfig,
      SYSTEM_NAMESPACE: 'kube-system',
      DISABLE_LEADER_ELECTION: 'true',
      CLUSTER_NAME: 'control-plane',
      KARPENTER_SERVICE: 'karpenter',
      METRICS_PORT: String(metrics),
      HEALTH_PROBE_PORT: String(health),
      INSTANCE_TYPES_FILE_PATH: options.instanceTypes,
      NODE_LAUNCH_DELAY: options.launchDelay,
      KUBE_CLIENT_QPS: '1000',
      KUBE_CLIENT_BURST: '2000',
    },
  });
  try {
    await daemon.until(
      async () =>
        (
          await fetch(`http://127.0.0.1:${health}/readyz`, {
            signal: options.signal,
          })
        ).ok,
      { within: 60_000, signal: options.signal },
    );
  } catch (error) {
    await daemon.stop();
    throw error;
  }
  return daemon;
}
