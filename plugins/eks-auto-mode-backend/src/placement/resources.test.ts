// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { specRequests } from './resources';

const container = (cpu: string, memory?: string) => ({
  name: 'c',
  resources: { requests: { cpu, ...(memory ? { memory } : {}) } },
});

describe('effective requests of a pod', () => {
  it('adds up containers', () => {
    expect(
      specRequests({ containers: [container('100m', '1Mi'), container('1')] }),
    ).toEqual({ cpu: 1100, memory: 2 ** 20 });
  });

  it('takes a larger init container instead of the sum', () => {
    expect(
      specRequests({
        containers: [container('100m'), container('200m')],
        initContainers: [container('250m'), container('2')],
      }),
    ).toEqual({ cpu: 2000 });
  });

  it('adds native sidecars to the containers, and to later init containers only', () => {
    const sidecar = { ...container('500m'), restartPolicy: 'Always' as const };
    expect(
      specRequests({
        containers: [container('100m')],
        initContainers: [container('700m'), sidecar],
      }),
    ).toEqual({ cpu: 700 });
    expect(
      specRequests({
        containers: [container('100m')],
        initContainers: [sidecar, container('700m')],
      }),
    ).toEqual({ cpu: 1200 });
    expect(
      specRequests({ containers: [container('1')], initContainers: [sidecar] }),
    ).toEqual({ cpu: 1500 });
  });

  it('takes a limit for the request where only that stands', () => {
    expect(
      specRequests({
        containers: [
          {
            name: 'c',
            resources: {
              limits: { cpu: '2', memory: '1Gi' },
              requests: { cpu: '1' },
            },
          },
        ],
      }),
    ).toEqual({ cpu: 1000, memory: 2 ** 30 });
  });

  it('adds overhead on top, and lets pod-level requests replace the sum', () => {
    expect(
      specRequests({
        containers: [container('100m', '1Mi')],
        overhead: { cpu: '10m' },
        resources: { requests: { cpu: '1' } },
      }),
    ).toEqual({ cpu: 1010, memory: 2 ** 20 });
  });
});
