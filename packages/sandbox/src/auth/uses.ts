// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Identity, KubernetesUse } from '../seam';
import type { Principal } from './principal';

interface AwsUse {
  /** ARN of the role behind a session, else of the user. */
  by: string;
  action: string;
  times: number;
}

type KubernetesTimes = KubernetesUse & { by: string; times: number };

/** `arn:aws:iam::1:role/x` of `arn:aws:sts::1:assumed-role/x/session`; a path is not in the latter. */
function roleOf(arn: string): string {
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  return session
    ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`
    : arn;
}

/**
 * What was asked for and allowed, by whom. Held against what is granted it shows the grants that
 * nobody needs. In memory only: it begins anew with each start.
 */
export class Uses {
  readonly #aws = new Map<string, AwsUse>();
  readonly #kubernetes = new Map<string, KubernetesTimes>();

  aws(principal: Principal, action: string): void {
    const by =
      principal.type === 'session' ? principal.session.roleArn : principal.arn;
    const key = `${by} ${action}`;
    const use = this.#aws.get(key) ?? { by, action, times: 0 };
    use.times += 1;
    this.#aws.set(key, use);
  }

  kubernetes(identity: Identity, use: KubernetesUse): void {
    const by = roleOf(identity.arn);
    const { verb, group, resource, subresource } = use;
    const key = [by, verb, group, resource, subresource].join(' ');
    const found = this.#kubernetes.get(key) ?? { by, ...use, times: 0 };
    found.times += 1;
    this.#kubernetes.set(key, found);
  }

  list(): { aws: AwsUse[]; kubernetes: KubernetesTimes[] } {
    const inOrder = <T>(uses: Map<string, T>) =>
      [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
    return { aws: inOrder(this.#aws), kubernetes: inOrder(this.#kubernetes) };
  }
}
