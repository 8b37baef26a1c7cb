// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type Container,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { allContainers } from '../../containers';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

/** The Pod Identity agent listens on these, and every Auto node has it. */
const TAKEN = new Set([80, 2703]);

export const identityPorts = defineCheck({
  code: 'WL-37',
  title: 'No pod takes the ports of the Pod Identity agent',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'Every Auto node runs the Pod Identity agent, whether anybody uses it or not, on ports 80 and 2703 of the host: who also wants one of them there may not start, or take the credentials of all others away.',
  remediation:
    'Give it another port of the host, or a Service in the place of the host’s network; try it on an Auto node.',
  source:
    'aws/containers-roadmap, issue 2356; awslabs/amazon-eks-ami, pull request 2650',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, template: { spec } }) => {
      if (staysOffAuto(spec)) return [];
      const ports = allContainers(spec).flatMap(
        ({ name, ports: own = [] }: Container) =>
          own
            .map(
              one => one.hostPort ?? (spec.hostNetwork ? one.containerPort : 0),
            )
            .filter(port => TAKEN.has(port))
            .map(port => `${port} (container ${name})`),
      );
      if (ports.length === 0) return [];
      return [
        {
          subject,
          message:
            'It takes a port of its node that the Pod Identity agent of Auto nodes listens on.',
          evidence: `ports of the host: ${listOf(ports)}`,
        },
      ];
    }),
});
