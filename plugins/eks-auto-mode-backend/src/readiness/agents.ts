// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { COMPUTE_TYPE } from './nodes';
import { newObjects } from './patch';

/** An agent that people install on machines. */
export interface Agent {
  name: string;
  /** What its DaemonSet is called here. */
  daemonSet: string;
  /** Words of its installers, its images and its DaemonSets. */
  mark: RegExp;
}

const agent = (name: string, daemonSet: string, mark: RegExp): Agent => ({
  name,
  daemonSet,
  mark,
});

export const AGENTS: readonly Agent[] = [
  agent(
    'CrowdStrike Falcon',
    'falcon-sensor',
    /falcon-(sensor|kernel)|falconctl/i,
  ),
  agent('SentinelOne', 'sentinelone-agent', /sentinel(one|ctl|agent)/i),
  agent(
    'Trend Micro Deep Security',
    'deep-security-agent',
    /\bds_agent\b|dsa_control|deep-?security/i,
  ),
  agent(
    'Qualys',
    'qualys-cloud-agent',
    /qualys-(cloud-agent|container-sensor)|qualys\/qcs-sensor/i,
  ),
  agent('Rapid7', 'rapid7-agent', /\bir_agent\b|rapid7/i),
  agent('Nessus', 'nessus-agent', /nessus(cli|-?agent)/i),
  agent('Wazuh', 'wazuh-agent', /wazuh-agent/i),
  agent('Lacework', 'lacework-agent', /lacework/i),
  agent('Aqua', 'aqua-enforcer', /\baqua-enforcer\b|aquasec\/enforcer/i),
  agent('Prisma Cloud', 'twistlock-defender', /twistlock|prisma-?cloud/i),
  agent(
    'Microsoft Defender',
    'microsoft-defender',
    /\bmdatp\b|microsoft-defender/i,
  ),
  agent('ClamAV', 'clamav', /\bclam(av|d|scan)\b/i),
  agent('osquery', 'osquery', /\bosquery/i),
  agent(
    'Datadog',
    'datadog-agent',
    /datadog-agent|install_script_agent|datadoghq\/agent|datadog\/agent/i,
  ),
  agent('Splunk', 'splunkforwarder', /splunkforwarder|splunk-otel-collector/i),
  agent('CloudWatch', 'cloudwatch-agent', /cloudwatch-agent/i),
];

/**
 * A skeleton for each: on Auto nodes only, as the old ones have the agent already, and with the
 * maker's image and settings still to be put in.
 */
export function agentDaemonSets(agents: readonly Agent[]): Patch {
  return newObjects(
    `Bring ${agents
      .map(({ name }) => name)
      .join(
        ' and ',
      )} to Auto nodes (put in the image, settings and rights that its maker names)`,
    agents.map(({ daemonSet }) => {
      const labels = { 'app.kubernetes.io/name': daemonSet };
      return {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: daemonSet, namespace: 'kube-system' },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              affinity: {
                nodeAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: {
                    nodeSelectorTerms: [
                      {
                        matchExpressions: [
                          {
                            key: COMPUTE_TYPE,
                            operator: 'In',
                            values: ['auto'],
                          },
                        ],
                      },
                    ],
                  },
                },
              },
              tolerations: [{ operator: 'Exists' }],
              containers: [
                {
                  name: 'agent',
                  image: `registry.example/${daemonSet}:version`,
                  resources: { requests: { cpu: '100m', memory: '256Mi' } },
                },
              ],
            },
          },
        },
      };
    }),
  );
}
