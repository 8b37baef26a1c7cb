// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { conflictingPort, hostPorts } from './hostPorts';

const every = '0.0.0.0';
const tcp = (port: number, ip = every) => ({ ip, protocol: 'TCP', port });

describe('ports of the host', () => {
  it('are those that containers name, and all in the network of the host', () => {
    const containers = [
      {
        name: 'c',
        ports: [
          { containerPort: 80 },
          { containerPort: 81, hostPort: 8081 },
          { containerPort: 82, hostPort: 82, hostIP: '10.0.0.1' },
          { containerPort: 53, hostPort: 53, protocol: 'UDP' as const },
        ],
      },
      { name: 'plain' },
    ];
    const named = [
      tcp(8081),
      tcp(82, '10.0.0.1'),
      { ip: every, protocol: 'UDP', port: 53 },
    ];
    expect(hostPorts({ containers })).toEqual(named);
    expect(hostPorts({ containers, hostNetwork: true })).toEqual([
      tcp(80),
      ...named,
    ]);
  });

  it('are taken by native sidecars, not by init containers that end', () => {
    const init = (name: string, port: number, restartPolicy?: 'Always') => ({
      name,
      restartPolicy,
      ports: [{ containerPort: port, hostPort: port }],
    });
    expect(
      hostPorts({
        containers: [{ name: 'c' }],
        initContainers: [init('ends', 1), init('stays', 2, 'Always')],
      }),
    ).toEqual([tcp(2)]);
  });

  it.each([
    [tcp(80), tcp(80), true],
    [tcp(80), tcp(81), false],
    [tcp(80), { ...tcp(80), protocol: 'UDP' }, false],
    [tcp(80, '10.0.0.1'), tcp(80, '10.0.0.1'), true],
    [tcp(80, '10.0.0.1'), tcp(80, '10.0.0.2'), false],
    [tcp(80, '10.0.0.1'), tcp(80), true],
    [tcp(80), tcp(80, '10.0.0.1'), true],
  ])('%j against %j: %s', (wanted, taken, clashes) => {
    expect(conflictingPort([tcp(9), wanted], [tcp(7), taken])).toEqual(
      clashes ? wanted : undefined,
    );
  });

  it('clash with nothing where none is wanted', () => {
    expect(conflictingPort([], [tcp(80)])).toBeUndefined();
  });
});
