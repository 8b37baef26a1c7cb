// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isTrue } from '../../awsNode';
import { mergePatch, newObject } from '../../patch';
import { count, listOf } from '../../text';

const SWITCH = 'enable-network-policy-controller';
const CONFIG_MAP = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'kube-system',
  name: 'amazon-vpc-cni',
};

export const policyEnforcement = defineCheck({
  code: 'NET-15',
  title: 'Network policies are enforced on Auto nodes',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'networkPolicies', 'configMaps', 'nodeClasses', 'addons'],
  why: 'Auto Mode enforces network policies only where it is switched on: without it every pod there can reach every other, and nobody notices.',
  remediation: `Set ${SWITCH}: "true" in the ConfigMap kube-system/amazon-vpc-cni before pods move.`,
  source: 'EKS User Guide, auto-net-pol',
  evaluate: ({ cluster, networkPolicies, configMaps, nodeClasses, addons }) => {
    if (networkPolicies.length === 0) return [];
    const configMap = configMaps.find(
      ({ metadata }) =>
        metadata.name === CONFIG_MAP.name &&
        metadata.namespace === CONFIG_MAP.namespace,
    );
    if (
      isTrue(configMap?.data?.[SWITCH]) ||
      nodeClasses.some(
        one =>
          one.apiVersion.startsWith('eks.amazonaws.com/') &&
          one.spec.networkPolicy,
      ) ||
      addonEnables(addons)
    ) {
      return [];
    }
    const data = { [SWITCH]: 'true' };
    return [
      {
        subject: { arn: cluster.arn },
        message: `${count(
          networkPolicies.length,
          'network policy',
          'network policies',
        )} would silently not be enforced on Auto nodes.`,
        evidence: `${
          configMap
            ? `${SWITCH} = ${configMap.data?.[SWITCH] ?? 'absent'}`
            : 'no ConfigMap kube-system/amazon-vpc-cni'
        }; policies in ${listOf(
          networkPolicies.map(({ metadata }) => metadata.namespace ?? ''),
        )}`,
        patch: configMap
          ? mergePatch('Switch enforcement on', CONFIG_MAP, { data })
          : newObject('Switch enforcement on', CONFIG_MAP, { data }),
      },
    ];
  },
});

/** The add-on's configuration is JSON or YAML of the user's own writing. */
function addonEnables(addons: InventoryParts['addons']): boolean {
  const values =
    addons.find(addon => addon.name === 'vpc-cni')?.configurationValues ?? '';
  return /["']?enableNetworkPolicy["']?\s*:\s*["']?true\b/i.test(values);
}
