// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { findings } from '../../../../dev/data';
import { filterFindings } from './filterFindings';
import { sourceLink } from './userGuide';

const unowned = {
  ...findings()[5],
  id: 'unowned',
  code: 'NG-18',
  owner: undefined,
};
const codes = (filter: Parameters<typeof filterFindings>[1]) =>
  filterFindings([...findings(), unowned], filter).map(f => f.code);

describe('filters of findings', () => {
  it.each([
    [{ severity: 'blocker' }, ['WL-01', 'WL-04', 'IAM-01']],
    [{ owner: 'group:default/team-cart' }, ['WL-05']],
    [{ owner: 'none' }, ['NG-18']],
    [{ area: 'NET' }, ['NET-06']],
    [{ search: 'LEDGER pod' }, ['WL-04']],
    [{ severity: 'warning', area: 'WL' }, ['WL-05']],
    [{ search: 'nothing like it' }, []],
  ])('%j lets %j through', (filter, expected) => {
    expect(codes(filter)).toEqual(expected);
  });
});

describe('sources of checks', () => {
  it.each([
    [
      'EKS User Guide, auto-enable-existing',
      'https://docs.aws.amazon.com/eks/latest/userguide/auto-enable-existing.html',
    ],
    ['see https://kubernetes.io/x too', 'https://kubernetes.io/x'],
    ['kubectl drain', undefined],
  ])('"%s" opens %s', (source, link) => {
    expect(sourceLink(source)).toBe(link);
  });
});
