// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonValue } from '@backstage/types';
import type {
  Container,
  EnvVar,
  PersistentVolumeClaim,
  PodSpec,
  PodTemplate,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Shape } from './keep';
import { argumentsWithoutSecrets, keepsValue } from './mask';
import { metadata } from './metadata';

function isVariable(
  value: JsonValue,
): value is { name: string; value?: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof value.name === 'string'
  );
}

/** Names of all variables, values of the few that rules read. */
export function environment(value: JsonValue): JsonValue | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isVariable).map(variable => {
    const kept: EnvVar & Record<string, JsonValue> = { name: variable.name };
    if (typeof variable.value === 'string' && keepsValue(variable.name)) {
      kept.value = variable.value;
    }
    return kept;
  });
}

function commandLine(value: JsonValue): JsonValue | undefined {
  return Array.isArray(value)
    ? argumentsWithoutSecrets(value.map(String))
    : undefined;
}

/** Which kind of probe there is and when it begins, not what it sends: its headers may hold credentials. */
function probe(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const { initialDelaySeconds } = value;
  return {
    ...Object.fromEntries(
      ['httpGet', 'tcpSocket', 'exec', 'grpc']
        .filter(kind => kind in value)
        .map(kind => [kind, {}]),
    ),
    ...(typeof initialDelaySeconds === 'number' && { initialDelaySeconds }),
  };
}

/** Only that it is there. */
const presence = (): JsonValue => ({});

export const containerShape: Shape<Container> = {
  name: true,
  image: true,
  command: commandLine,
  args: commandLine,
  env: environment,
  ports: true,
  resources: { requests: true, limits: true },
  readinessProbe: probe,
  volumeMounts: {
    items: { name: true, mountPath: true, readOnly: true, subPath: true },
  },
  restartPolicy: true,
  securityContext: {
    privileged: true,
    capabilities: { add: true, drop: true },
    seLinuxOptions: { level: true },
    readOnlyRootFilesystem: true,
  },
};

export const claimSpecShape: Shape<PersistentVolumeClaim['spec']> = {
  storageClassName: true,
  volumeName: true,
  accessModes: true,
  resources: { requests: true },
};

export const podSpecShape: Shape<PodSpec> = {
  nodeName: true,
  nodeSelector: true,
  affinity: true,
  tolerations: true,
  topologySpreadConstraints: true,
  containers: { items: containerShape },
  initContainers: { items: containerShape },
  volumes: {
    items: {
      name: true,
      emptyDir: { medium: true, sizeLimit: true },
      hostPath: { path: true, type: true },
      persistentVolumeClaim: { claimName: true, readOnly: true },
      ephemeral: { volumeClaimTemplate: { spec: claimSpecShape } },
      configMap: { name: true },
      secret: { secretName: true },
      projected: presence,
      downwardAPI: presence,
      csi: { driver: true },
    },
  },
  hostNetwork: true,
  hostPID: true,
  hostIPC: true,
  serviceAccountName: true,
  automountServiceAccountToken: true,
  priorityClassName: true,
  priority: true,
  preemptionPolicy: true,
  schedulerName: true,
  terminationGracePeriodSeconds: true,
  restartPolicy: true,
  runtimeClassName: true,
  overhead: true,
  resources: { requests: true, limits: true },
  schedulingGates: { items: { name: true } },
  os: { name: true },
  resourceClaims: { items: { name: true } },
  securityContext: {
    seLinuxOptions: { level: true },
    sysctls: { items: { name: true, value: true } },
  },
};

export const podTemplateShape: Shape<PodTemplate> = {
  metadata,
  spec: podSpecShape,
};
