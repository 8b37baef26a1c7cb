// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import CancelIcon from '@material-ui/icons/Cancel';
import { count } from '../../../words/amounts';
import { Toned } from '../../shared/Toned';
import { HeldUp } from './HeldUp';

const MOST_NAMES = 5;

/** Pods that one thing holds, with what it is. */
interface Together {
  blocked?: api.Blocked;
  names: string[];
}

function together(pods: readonly api.DrainPod[]): Together[] {
  const groups = new Map<string, Together>();
  for (const pod of pods) {
    const key = pod.blocked?.what ?? pod.workload;
    const group = groups.get(key) ?? { blocked: pod.blocked, names: [] };
    group.names.push(`${pod.namespace}/${pod.name}`);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Pods that cannot leave now: what holds them, whose that is, and what to do. */
export function BlockedPods(props: { pods: api.DrainPod[] }) {
  return (
    <section>
      <h4 style={{ margin: '0 0 4px' }}>
        Pods that cannot leave now ({props.pods.length})
      </h4>
      {together(props.pods).map(({ blocked, names }) => (
        <div key={names[0]}>
          <Toned tone="error" icon={<CancelIcon aria-hidden />} plain>
            {names.slice(0, MOST_NAMES).join(', ')}
            {names.length > MOST_NAMES &&
              ` and ${count(names.length - MOST_NAMES, 'more pod')}`}
          </Toned>
          {blocked && <HeldUp blocked={[blocked]} />}
        </div>
      ))}
    </section>
  );
}
