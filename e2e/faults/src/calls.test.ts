// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Purposes } from './calls';
import calls from './calls.json';
import { faultKinds } from './faultKinds';
import { allCells, cellName, someCells } from './matrix';

const kubernetes = (operation: string, resource = '') => ({
  service: 'kubernetes',
  operation,
  resource: () => resource,
});
const aws = (service: string, operation: string, resource = '') => ({
  service,
  operation,
  resource: () => resource,
});

describe('what a call means', () => {
  it.each([
    [kubernetes('evict pods', 'shop/web-1'), 'forward evict pods'],
    [kubernetes('patch nodes', 'ip-10-0-0-1'), 'forward patch nodes'],
    [kubernetes('list pods'), undefined],
    [kubernetes('create selfsubjectaccessreviews'), undefined],
    [aws('iam', 'SimulatePrincipalPolicy'), undefined],
    [
      aws('ec2', 'CreateTags', 'arn:aws:ec2:us-east-1:1:subnet/subnet-0a1'),
      'forward ec2:CreateTags subnet',
    ],
    [
      aws(
        'eks',
        'DeleteNodegroup',
        'arn:aws:eks:us-east-1:1:nodegroup/small/blue/5fc5ae63-efed-4d7f-aef9-2b05958f1104',
      ),
      'forward eks:DeleteNodegroup nodegroup/small/blue',
    ],
    [
      aws(
        's3',
        'PutObject',
        'arn:aws:s3:::small-backups/a/small/2026-11-21T09/manifest.json',
      ),
      'forward s3:PutObject small-backups/manifest.json',
    ],
  ])('%j', (call, purpose) => {
    expect(new Purposes().of(call, 'forward')).toBe(purpose);
  });

  it('tells updates of the cluster apart by their order, also where a fork goes on', () => {
    const call = aws('eks', 'UpdateClusterConfig', 'arn:aws:eks:u:1:cluster/s');
    const first = new Purposes();
    expect(first.of(call, 'undo')).toBe(
      'undo eks:UpdateClusterConfig cluster/s #1',
    );
    expect(new Purposes(first.seen).of(call, 'undo')).toBe(
      'undo eks:UpdateClusterConfig cluster/s #2',
    );
  });
});

describe('the cells', () => {
  it('are every call against every fault', () => {
    const forward = calls.forth.length;
    const undo = calls.back.filter(call => call.startsWith('undo ')).length;
    const names = allCells(calls).map(cellName);
    expect(names).toHaveLength((forward + undo) * faultKinds.length);
    expect(new Set(names).size).toBe(names.length);
  });

  it('of the short suite hold each call once and each fault', () => {
    const some = someCells(calls);
    expect(new Set(some.map(each => each.call)).size).toBe(some.length);
    expect(new Set(some.map(each => each.fault)).size).toBe(faultKinds.length);
  });
});
