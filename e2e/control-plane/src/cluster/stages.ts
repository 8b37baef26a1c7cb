// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** How long simulated kubelets take, in milliseconds: each delay is drawn between the two. */
export interface Delays {
  ready: [number, number];
  gone: [number, number];
  jobSucceeds: number;
}

/** Zero delays would make every drain look perfect. */
export const usualDelays: Delays = {
  ready: [3_000, 6_000],
  gone: [1_000, 3_000],
  jobSucceeds: 10_000,
};

function stage(
  name: string,
  kind: 'Node' | 'Pod',
  matchExpressions: { key: string; operator: string; values?: string[] }[],
  rest: object,
) {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions },
      ...rest,
    },
  };
}

const between = ([from, to]: [number, number]) => ({
  durationMilliseconds: from,
  // kwok's jitter is the upper end of the delay, not what is added to it.
  jitterDurationMilliseconds: to,
});

const nodeReady = {
  key: '.status.conditions.[] | select( .type == "Ready" ) | .status',
  values: ['True'],
};
const standing = {
  key: '.metadata.deletionTimestamp',
  operator: 'DoesNotExist',
};

const nodeConditions = `
{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ or $.metadata.creationTimestamp $now | Quote }}
{{ end }}
`;

const nodeStatus = `${nodeConditions}
addresses:
- type: InternalIP
  address: {{ or NodeIP "10.0.0.10" | Quote }}
- type: Hostname
  address: {{ .metadata.name | Quote }}
nodeInfo:
  architecture: {{ index .metadata.labels "kubernetes.io/arch" | Quote }}
  operatingSystem: {{ index .metadata.labels "kubernetes.io/os" | Quote }}
  kubeletVersion: {{ or (index (or .metadata.annotations dict) "control-plane.test/kubelet-version") "v1.35.4" | Quote }}
  kubeProxyVersion: ""
  containerRuntimeVersion: containerd://2.1.4
  kernelVersion: 6.12.40
  osImage: {{ or (index (or .metadata.annotations dict) "control-plane.test/os-image") "Bottlerocket (EKS Auto, Standard)" | Quote }}
  machineID: ""
  systemUUID: ""
  bootID: ""
phase: Running
`;

const podRunning = `
{{ $now := Now }}
{{ $bound := $now }}
{{ range .status.conditions }}{{ if eq .type "PodScheduled" }}{{ $bound = .lastTransitionTime }}{{ end }}{{ end }}
conditions:
{{ range $type := list "Initialized" "ContainersReady" "Ready" }}
- type: {{ $type }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
{{ range .spec.readinessGates }}
- type: {{ .conditionType | Quote }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  started: true
  restartCount: 0
  state: {running: {startedAt: {{ $now | Quote }}}}
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  restartCount: 0
  {{ if eq .restartPolicy "Always" }}
  started: true
  state: {running: {startedAt: {{ $now | Quote }}}}
  {{ else }}
  state: {terminated: {exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}
  {{ end }}
{{ end }}
hostIP: {{ or (NodeIPWith .spec.nodeName) "10.0.0.10" | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
startTime: {{ $bound | Quote }}
phase: Running
`;

const podSucceeded = `
{{ $now := Now }}
conditions:
- type: Ready
  status: "False"
  reason: PodCompleted
  lastTransitionTime: {{ $now | Quote }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: false
  started: false
  restartCount: 0
  state: {terminated: {exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}
{{ end }}
phase: Succeeded
`;

/** kwok's stages of our own: what a kubelet does, with its delays. */
export function stages(delays: Delays = usualDelays) {
  return [
    stage('node-initialize', 'Node', [{ ...nodeReady, operator: 'NotIn' }], {
      next: { statusTemplate: nodeStatus },
    }),
    stage('node-heartbeat', 'Node', [{ ...nodeReady, operator: 'In' }], {
      delay: between([15_000, 25_000]),
      next: { statusTemplate: nodeConditions },
      immediateNextStage: true,
    }),
    stage(
      'pod-ready',
      'Pod',
      [standing, { key: '.status.podIP', operator: 'DoesNotExist' }],
      { delay: between(delays.ready), next: { statusTemplate: podRunning } },
    ),
    stage(
      'pod-succeed',
      'Pod',
      [
        standing,
        { key: '.status.phase', operator: 'In', values: ['Running'] },
        {
          key: '.metadata.ownerReferences.[].kind',
          operator: 'In',
          values: ['Job'],
        },
      ],
      {
        delay: between([delays.jobSucceeds, delays.jobSucceeds]),
        next: { statusTemplate: podSucceeded },
      },
    ),
    stage(
      'pod-gone',
      'Pod',
      [
        { key: '.metadata.deletionTimestamp', operator: 'Exists' },
        // A finalizer belongs to a controller (a Job's, say), never to kubelet.
        { key: '.metadata.finalizers', operator: 'DoesNotExist' },
      ],
      { delay: between(delays.gone), next: { delete: true } },
    ),
  ];
}
