// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  LabelSelector,
  Node,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

type Labels = Record<string, string>;

/** `undefined` for what is absent, also for keys that every object inherits. */
export function labelOf(labels: Labels | undefined, key: string) {
  return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

const INTEGER = /^[+-]?\d+$/;

function compares(operator: 'Gt' | 'Lt', actual: string, bound: string) {
  if (!INTEGER.test(actual) || !INTEGER.test(bound)) {
    return false;
  }
  return operator === 'Gt'
    ? Number(actual) > Number(bound)
    : Number(actual) < Number(bound);
}

/**
 * Whether a value (or its absence) satisfies a requirement. `NotIn` holds for what is absent; `Gt`
 * and `Lt` need whole numbers.
 *
 * @alpha
 */
export function satisfies(
  requirement: NodeSelectorRequirement,
  actual: string | undefined,
): boolean {
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return actual !== undefined && values.includes(actual);
    case 'NotIn':
      return actual === undefined || !values.includes(actual);
    case 'Exists':
      return actual !== undefined;
    case 'DoesNotExist':
      return actual === undefined;
    case 'Gt':
    case 'Lt':
      return (
        actual !== undefined &&
        values.length === 1 &&
        compares(requirement.operator, actual, values[0])
      );
    default:
      return false;
  }
}

/**
 * A label selector against an object's labels: an absent one selects nothing, an empty one all.
 *
 * @alpha
 */
export function matchesLabelSelector(
  selector: LabelSelector | undefined,
  labels: Labels | undefined,
): boolean {
  if (!selector) {
    return false;
  }
  // The innermost loop of large simulations: no array of entries is made.
  for (const key in selector.matchLabels) {
    if (labelOf(labels, key) !== selector.matchLabels[key]) {
      return false;
    }
  }
  return (selector.matchExpressions ?? []).every(expression =>
    satisfies(expression, labelOf(labels, expression.key)),
  );
}

/**
 * One term of a node affinity: all expressions and fields hold; a term without either matches no
 * node. The only field that Kubernetes knows here is `metadata.name`.
 *
 * @alpha
 */
export function matchesNodeSelectorTerm(
  term: NodeSelectorTerm,
  node: { name: string; labels: Labels },
): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) {
    return false;
  }
  return (
    expressions.every(expression =>
      satisfies(expression, labelOf(node.labels, expression.key)),
    ) &&
    fields.every(field =>
      satisfies(field, field.key === 'metadata.name' ? node.name : undefined),
    )
  );
}

/**
 * Whether any of the terms (they are ORed) matches the node.
 *
 * @alpha
 */
export function matchesNodeSelectorTerms(
  terms: readonly NodeSelectorTerm[],
  node: { name: string; labels: Labels },
): boolean {
  return terms.some(term => matchesNodeSelectorTerm(term, node));
}

/** The required node affinity terms of a pod, or undefined where it asks for none. */
export function requiredNodeTerms(
  spec: PodSpec,
): NodeSelectorTerm[] | undefined {
  return spec.affinity?.nodeAffinity
    ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

/**
 * Whether a node carries what the pod's `nodeSelector` and required node affinity ask for.
 *
 * @alpha
 */
export function matchesNodeSelector(
  spec: PodSpec,
  node: { name: string; labels: Labels },
): boolean {
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {})) {
    if (labelOf(node.labels, key) !== value) {
      return false;
    }
  }
  const terms = requiredNodeTerms(spec);
  return terms === undefined || matchesNodeSelectorTerms(terms, node);
}

/** A node reduced to what selectors read. */
export function selectable(node: Node): { name: string; labels: Labels } {
  return { name: node.metadata.name, labels: node.metadata.labels ?? {} };
}
