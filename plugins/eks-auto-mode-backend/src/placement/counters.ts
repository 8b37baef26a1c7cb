// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  LabelSelector,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** How many pods that match something stand on each node. */
export interface PodCounter {
  readonly matches: (pod: Pod) => boolean;
  readonly byNode: Map<string, number>;
}

/** A question about pods. */
export interface PodQuestion {
  /** Equal questions have equal texts. */
  signature: string;
  /** Narrows the pods asked about; undefined means every namespace. */
  namespace: string | undefined;
  /** Its plain labels narrow them, too; the rest is for `matches`. */
  selector: LabelSelector | undefined;
  matches: (pod: Pod) => boolean;
}

/** So many questions are kept. */
export const ENOUGH = 2_000;

const bucketOf = (namespace: string | undefined, label: string) =>
  `${namespace ?? '*'} ${label}`;

/** A label that every matching pod carries, or `''` where the selector names none. */
function hintOf(selector: LabelSelector | undefined): string {
  const [first] = Object.entries(selector?.matchLabels ?? {});
  return first ? `${first[0]}=${first[1]}` : '';
}

const bucketsOfPods = new WeakMap<Pod, string[]>();

/**
 * Every bucket that a pod is in: its namespace and all, by each label and by none. Remembered: a
 * simulation puts down and takes up the same pod many times.
 */
function bucketsOf(pod: Pod): string[] {
  let buckets = bucketsOfPods.get(pod);
  if (!buckets) {
    const { labels = {}, namespace = '' } = pod.metadata;
    const ofLabels = Object.entries(labels).map(
      ([key, value]) => `${key}=${value}`,
    );
    buckets = [namespace, undefined].flatMap(place =>
      ['', ...ofLabels].map(label => bucketOf(place, label)),
    );
    bucketsOfPods.set(pod, buckets);
  }
  return buckets;
}

/**
 * Counts of pods by node, one per distinct question, made when first asked and kept up to date with
 * every assignment. Pods and questions meet in buckets by namespace and label, so that neither a new
 * question nor a moved pod costs a walk over everything.
 */
export class PodCounters {
  private readonly bySignature = new Map<string, PodCounter>();
  private readonly questions = new Map<string, PodCounter[]>();
  private readonly pods = new Map<string, Map<Pod, string>>();

  counter(question: PodQuestion): PodCounter {
    const known = this.bySignature.get(question.signature);
    if (known) {
      return known;
    }
    if (this.bySignature.size >= ENOUGH) {
      // Questions die with the workloads that asked them; those alive are counted anew.
      this.forget();
    }
    const bucket = bucketOf(question.namespace, hintOf(question.selector));
    const counter: PodCounter = {
      matches: question.matches,
      byNode: new Map(),
    };
    for (const [pod, node] of this.pods.get(bucket) ?? []) {
      if (counter.matches(pod)) {
        add(counter, node, 1);
      }
    }
    this.bySignature.set(question.signature, counter);
    const siblings = this.questions.get(bucket);
    if (siblings) {
      siblings.push(counter);
    } else {
      this.questions.set(bucket, [counter]);
    }
    return counter;
  }

  changed(pod: Pod, node: string, sign: 1 | -1) {
    for (const bucket of bucketsOf(pod)) {
      let standing = this.pods.get(bucket);
      if (!standing) {
        standing = new Map();
        this.pods.set(bucket, standing);
      }
      if (sign === 1) {
        standing.set(pod, node);
      } else {
        standing.delete(pod);
        if (standing.size === 0) {
          this.pods.delete(bucket);
        }
      }
      for (const counter of this.questions.get(bucket) ?? []) {
        if (counter.matches(pod)) {
          add(counter, node, sign);
        }
      }
    }
  }

  /** Forgets every answer: what they stood on beside the pods has changed. */
  forget() {
    this.bySignature.clear();
    this.questions.clear();
  }
}

function add(counter: PodCounter, node: string, sign: 1 | -1) {
  const count = (counter.byNode.get(node) ?? 0) + sign;
  if (count === 0) {
    counter.byNode.delete(node);
  } else {
    counter.byNode.set(node, count);
  }
}
