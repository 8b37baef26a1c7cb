// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubeApi } from '../api/client';

/** Every simulated kubelet is this user, as the audit log and admission have it. */
export const KUBELETS = 'control-plane:kubelets';

const admission = '/apis/admissionregistration.k8s.io/v1';
const name = 'control-plane-kubelets';

/**
 * Lets simulated kubelets take away only pods that were told to go. A real kubelet deletes by uid; kwok deletes by
 * name, and where it hears of a pod's last change and of its end at once it deletes that name again a moment later
 * (kwok v0.7.0, pkg/kwok/controllers/pod_controller.go: a job that is being made while its pod is told gone is not
 * cancelled). A StatefulSet's next pod, which has the name by then, would go past its budget.
 */
export async function holdKubelets(
  api: KubeApi,
  signal?: AbortSignal,
): Promise<void> {
  await api.ensure(
    `${admission}/validatingadmissionpolicies`,
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['DELETE'],
              resources: ['pods'],
            },
          ],
        },
        matchConditions: [
          {
            name: 'by-kubelets',
            expression: `request.userInfo.username == '${KUBELETS}'`,
          },
        ],
        validations: [
          {
            expression: 'has(oldObject.metadata.deletionTimestamp)',
            message: 'Nobody told this pod to go',
          },
        ],
      },
    },
    signal,
  );
  await api.ensure(
    `${admission}/validatingadmissionpolicybindings`,
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
    signal,
  );
}
