// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isAutoNode } from '../../nodes';
import { count, listOf } from '../../text';
import { isFinished, isReady, subjectOf } from '../../workloads';

export const fragileWebhooks = defineCheck({
  code: 'ADD-10',
  title: 'Admission webhooks survive the drain',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['webhookConfigurations', 'services', 'pods', 'nodes'],
  why: 'While the only pod behind a webhook that must answer moves, the API server refuses what the webhook looks at, perhaps the very pod that has to come back.',
  remediation:
    'Run two replicas with a PodDisruptionBudget, or exclude the webhook’s own namespace.',
  source: 'EKS Best Practices, cluster upgrades',
  evaluate: ({ webhookConfigurations, services, pods, nodes }) => {
    const auto = new Set(
      nodes.filter(isAutoNode).map(node => node.metadata.name),
    );
    const servers = (namespace: string, name: string) => {
      const selector = services.find(
        ({ metadata }) =>
          metadata.name === name && metadata.namespace === namespace,
      )?.spec.selector;
      if (!selector || Object.keys(selector).length === 0) return undefined;
      return pods.filter(
        pod =>
          pod.metadata.namespace === namespace &&
          !isFinished(pod) &&
          isReady(pod) &&
          Object.entries(selector).every(
            ([key, value]) => pod.metadata.labels?.[key] === value,
          ),
      );
    };
    return webhookConfigurations.flatMap(configuration => {
      const fragile = (configuration.webhooks ?? []).filter(
        ({ failurePolicy, clientConfig }) => {
          const service = clientConfig?.service;
          if ((failurePolicy ?? 'Fail') !== 'Fail' || !service) return false;
          const behind = servers(service.namespace, service.name);
          return (
            behind !== undefined &&
            behind.length <= 1 &&
            behind.every(pod => !auto.has(pod.spec.nodeName ?? ''))
          );
        },
      );
      if (fragile.length === 0) return [];
      return [
        {
          subject: subjectOf(configuration),
          message:
            'Requests that this webhook looks at fail while its only pod moves.',
          evidence: `${count(
            fragile.length,
            'webhook',
          )} with failurePolicy Fail and at most one Ready pod behind: ${listOf(
            fragile.map(
              ({ name, clientConfig }) =>
                `${name} (${clientConfig?.service?.namespace}/${clientConfig?.service?.name})`,
            ),
          )}`,
        },
      ];
    });
  },
});
