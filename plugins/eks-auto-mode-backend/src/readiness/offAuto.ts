// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  KubernetesObject,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { satisfies } from '../placement';
import { COMPUTE_TYPE } from './nodes';
import { mergePatch } from './patch';
import { subjectOf } from './workloads';

const OFF_AUTO: NodeSelectorRequirement = {
  key: COMPUTE_TYPE,
  operator: 'NotIn',
  values: ['auto'],
};

/**
 * Whether a pod keeps itself off Auto nodes by its own words about the compute type: what happens on
 * Auto nodes does not concern it (EKS User Guide, associate-workload). Terms are alternatives, so
 * every one of them has to say so.
 */
export function staysOffAuto(spec: PodSpec): boolean {
  const selected = spec.nodeSelector?.[COMPUTE_TYPE];
  if (selected !== undefined && selected !== 'auto') return true;
  const terms = termsOf(spec);
  return terms.length > 0 && terms.every(excludesAuto);
}

function excludesAuto({ matchExpressions = [] }: NodeSelectorTerm): boolean {
  return matchExpressions.some(
    requirement =>
      requirement.key === COMPUTE_TYPE && !satisfies(requirement, 'auto'),
  );
}

/** Keeps the pods of an object off Auto nodes: the expression goes into every term. */
export function offAutoPatch(object: KubernetesObject, spec: PodSpec): Patch {
  const terms = termsOf(spec);
  const nodeSelectorTerms = (terms.length > 0 ? terms : [{}]).map(term =>
    excludesAuto(term)
      ? term
      : {
          ...term,
          matchExpressions: [...(term.matchExpressions ?? []), OFF_AUTO],
        },
  );
  return mergePatch('Keep it off Auto nodes', subjectOf(object), {
    spec: {
      template: {
        spec: {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms,
              },
            },
          },
        },
      },
    },
  });
}

function termsOf(spec: PodSpec): NodeSelectorTerm[] {
  return (
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms ?? []
  );
}
