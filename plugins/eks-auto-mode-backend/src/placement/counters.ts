// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** How many pods that match something stand on each node. */
export interface PodCounter {
  readonly matches: (pod: Pod) => boolean;
  readonly byNode: Map<string, number>;
  total: number;
}

const ENOUGH = 2_000;

/**
 * Counts of pods by node, one per distinct question, made when first asked and kept up to date with
 * every assignment, so that a question costs no walk over all pods.
 *
 * `namespace` narrows the pods that a counter is told of; `undefined` means every namespace.
 */
export class PodCounters {
  private readonly bySignature = new Map<string, PodCounter>();
  private readonly byNamespace = new Map<string | undefined, PodCounter[]>();

  constructor(
    private readonly placed: () => Iterable<{ pod: Pod; node: string }>,
  ) {}

  counter(
    signature: string,
    namespace: string | undefined,
    matches: (pod: Pod) => boolean,
  ): PodCounter {
    const known = this.bySignature.get(signature);
    if (known) {
      return known;
    }
    if (this.bySignature.size >= ENOUGH) {
      // Questions die with the workloads that asked them; those alive are counted anew.
      this.clear();
    }
    const counter: PodCounter = { matches, byNode: new Map(), total: 0 };
    for (const { pod, node } of this.placed()) {
      if (
        (namespace === undefined || pod.metadata.namespace === namespace) &&
        matches(pod)
      ) {
        add(counter, node, 1);
      }
    }
    this.bySignature.set(signature, counter);
    const siblings = this.byNamespace.get(namespace);
    if (siblings) {
      siblings.push(counter);
    } else {
      this.byNamespace.set(namespace, [counter]);
    }
    return counter;
  }

  changed(pod: Pod, node: string, sign: 1 | -1) {
    for (const namespace of [pod.metadata.namespace, undefined]) {
      for (const counter of this.byNamespace.get(namespace) ?? []) {
        if (counter.matches(pod)) {
          add(counter, node, sign);
        }
      }
    }
  }

  clear() {
    this.bySignature.clear();
    this.byNamespace.clear();
  }
}

function add(counter: PodCounter, node: string, sign: 1 | -1) {
  const count = (counter.byNode.get(node) ?? 0) + sign;
  if (count === 0) {
    counter.byNode.delete(node);
  } else {
    counter.byNode.set(node, count);
  }
  counter.total += sign;
}
