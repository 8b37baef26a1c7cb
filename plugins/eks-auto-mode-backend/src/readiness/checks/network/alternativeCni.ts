// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type KubernetesObject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { subjectOf } from '../../workloads';

const NAMED =
  /(^|-)(calico|flannel|cilium|weave-net|antrea|kube-router|istio-cni)(-|$)/;
const GROUPS = /(^|\.)(projectcalico\.org|cilium\.io)$/;

export const alternativeCni = defineCheck({
  code: 'NET-14',
  title: 'The VPC CNI is the only network and policy engine',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['daemonSets', 'deployments', 'customResourceDefinitions'],
  why: 'Auto nodes run the network of AWS only: another CNI or policy engine does not work there, and what it enforces or encrypts is lost.',
  remediation:
    'Rewrite its policies as Kubernetes NetworkPolicies, name what has no equal (eBPF rules, encryption, rules on layer 7), and remove the engine; or keep the node groups that need it.',
  source: 'EKS User Guide, auto-networking',
  evaluate: ({ daemonSets, deployments, customResourceDefinitions }) => {
    const engines: KubernetesObject[] = [...daemonSets, ...deployments].filter(
      ({ metadata }) => NAMED.test(metadata.name),
    );
    const definitions = customResourceDefinitions.filter(({ spec }) =>
      GROUPS.test(spec.group),
    );
    const groups = listOf(definitions.map(({ spec }) => spec.group));
    if (engines.length > 0) {
      return engines.map(engine => ({
        subject: subjectOf(engine),
        message:
          'Another network or policy engine than that of AWS does not work on Auto nodes.',
        evidence: `${engine.kind} ${engine.metadata.name}${
          groups ? `; its kinds of ${groups} are installed` : ''
        }`,
      }));
    }
    // Kinds without an engine that goes by a known name: somebody may still rely on its policies.
    return definitions.map(definition => ({
      subject: subjectOf(definition),
      message:
        'Kinds of another network or policy engine are installed; such an engine does not work on Auto nodes.',
      evidence: `CustomResourceDefinition ${definition.metadata.name} of ${definition.spec.group}`,
    }));
  },
});
