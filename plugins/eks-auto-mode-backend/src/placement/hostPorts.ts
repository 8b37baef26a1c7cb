// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** A port that a pod takes from its node. */
export interface HostPort {
  ip: string;
  protocol: string;
  port: number;
}

const EVERY_ADDRESS = '0.0.0.0';

/**
 * The ports a pod takes from its node: `hostPort`, and every container port of a pod on the host's
 * network. Native sidecars count, init containers that end do not.
 */
export function hostPorts(spec: PodSpec): HostPort[] {
  const lasting: Container[] = [
    ...spec.containers,
    ...(spec.initContainers ?? []).filter(
      container => container.restartPolicy === 'Always',
    ),
  ];
  return lasting.flatMap(container =>
    (container.ports ?? []).flatMap(port => {
      const taken =
        port.hostPort || (spec.hostNetwork ? port.containerPort : 0);
      return taken
        ? [
            {
              ip: port.hostIP || EVERY_ADDRESS,
              protocol: port.protocol ?? 'TCP',
              port: taken,
            },
          ]
        : [];
    }),
  );
}

/** The first wanted port that is taken: same protocol and number, addresses that overlap. */
export function conflictingPort(
  wanted: readonly HostPort[],
  taken: Iterable<HostPort>,
): HostPort | undefined {
  if (wanted.length === 0) {
    return undefined;
  }
  for (const other of taken) {
    const clash = wanted.find(
      port =>
        port.port === other.port &&
        port.protocol === other.protocol &&
        (port.ip === other.ip ||
          port.ip === EVERY_ADDRESS ||
          other.ip === EVERY_ADDRESS),
    );
    if (clash) {
      return clash;
    }
  }
  return undefined;
}
