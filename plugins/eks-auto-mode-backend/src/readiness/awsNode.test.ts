// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { awsNodeOf, environmentOf, isTrue } from './awsNode';
import { aContainer, aDaemonSet } from './testing/objects';

const named = (name: string, namespace: string) =>
  aDaemonSet(name, { namespace }).daemonSet;

it('knows the DaemonSet of the VPC CNI by its name and its namespace', () => {
  const own = named('aws-node', 'kube-system');
  const others = [named('aws-node', 'shop'), named('logs', 'kube-system')];
  expect(awsNodeOf([...others, own])).toBe(own);
  expect(awsNodeOf(others)).toBeUndefined();
});

it('reads variables with a value of any container, that of a container before that of an init container', () => {
  const { daemonSet } = aDaemonSet('aws-node', {
    spec: {
      initContainers: [
        aContainer({ env: [{ name: 'A', value: 'init' }] }),
        aContainer(),
      ],
      containers: [
        aContainer({
          env: [
            { name: 'A', value: 'main' },
            { name: 'B', value: '' },
            { name: 'C' },
          ],
        }),
      ],
    },
  });
  expect([...environmentOf(daemonSet)]).toEqual([
    ['A', 'main'],
    ['B', ''],
  ]);
  expect([...environmentOf(aDaemonSet('bare').daemonSet)]).toEqual([]);
});

it.each([
  ['true', true],
  [' True ', true],
  ['1', false],
  ['', false],
  [undefined, false],
])('takes %j for %s', (value, expected) => {
  expect(isTrue(value)).toBe(expected);
});
