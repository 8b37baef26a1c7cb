// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What the API server writes down: evictions with their answers, deletions with their options, every other
 * mutation by name, and who lists pods. Heartbeats, leases and events would bury them.
 */
export const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived', 'ResponseStarted'],
  rules: [
    {
      level: 'RequestResponse',
      verbs: ['create'],
      resources: [{ group: '', resources: ['pods/eviction'] }],
    },
    {
      level: 'Request',
      verbs: ['delete', 'deletecollection'],
      resources: [{ group: '', resources: ['pods', 'nodes'] }],
    },
    // What a drain costs the API server beside its evictions.
    {
      level: 'Metadata',
      verbs: ['list'],
      resources: [{ group: '', resources: ['pods'] }],
    },
    {
      level: 'None',
      resources: [
        {
          group: '',
          resources: ['events', 'nodes/status', 'pods/status', 'pods/binding'],
        },
        { group: 'events.k8s.io' },
        { group: 'coordination.k8s.io' },
        { group: 'authentication.k8s.io' },
        { group: 'authorization.k8s.io' },
        { group: '', resources: ['serviceaccounts/token'] },
      ],
    },
    {
      level: 'Metadata',
      verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
    },
    { level: 'None' },
  ],
};
