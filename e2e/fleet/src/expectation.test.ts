// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { DocumentFinding } from '@internal/control-plane';
import {
  judge,
  parseExpectation,
  shortSubject,
  type Assessed,
} from './expectation';

const place = { name: 'shop', accountId: '111122223333', region: 'us-east-1' };
const usual = () =>
  'findings: {"role {cluster}-cluster": [IAM-01 blocker plan]}';
const written = (text: string) =>
  parseExpectation('shop.yaml', text, place, usual);

const nodes = (...names: string[]): DocumentFinding[] =>
  names.map(name => ({
    code: 'NG-18',
    severity: 'warning',
    resolvedBy: 'platform',
    subject: { apiVersion: 'v1', kind: 'Node', name },
    evidence: 'cordoned',
    since: '2026-01-01T00:00:00Z',
  }));
const trust: DocumentFinding = {
  ...nodes('x')[0],
  code: 'IAM-01',
  severity: 'blocker',
  resolvedBy: 'plan',
  subject: { arn: 'arn:aws:iam::111122223333:role/shop-cluster' },
};

const found = (changes: Partial<Assessed> = {}): Assessed => ({
  ...place,
  verdict: 'ready',
  findings: [trust],
  checks: [
    { code: 'IAM-01', reads: ['clusterRole'] },
    { code: 'WL-04', reads: ['pods', 'nodes'] },
  ],
  sources: [{ id: 'managed:apps', nodes: 2, decision: 'move' }],
  ...changes,
});
const shop =
  'usual: [unprepared]\nverdict: ready\nsources: { managed:apps: "moves, 2 nodes" }\n';
const nothing = { missing: [], extra: [], cameTrue: [] };

describe('an expectation of a cluster', () => {
  it('agrees with just what it says', () => {
    expect(judge(written(shop), found())).toEqual(nothing);
  });

  it('misses what was not found, and takes what nobody expected for a difference', () => {
    expect(
      judge(
        written(shop),
        found({
          verdict: 'blocked',
          findings: nodes('a', 'b'),
          sources: [{ id: 'managed:apps', nodes: 2, decision: 'keep' }],
        }),
      ),
    ).toEqual({
      ...nothing,
      missing: [
        'managed:apps: moves, 2 nodes',
        'role shop-cluster: IAM-01 blocker plan',
        'verdict: ready',
      ],
      extra: [
        'managed:apps: kept, 2 nodes',
        'v1 Node x2: NG-18 warning platform (cordoned)',
        'verdict: blocked',
      ],
    });
  });

  it('compares addresses by subnet where somebody wrote of them', () => {
    const told = `${shop}subnets:
  subnet-a: managed:apps 2 nodes today; 17 addresses for 1 node after, enough
  subnet-b: no node today; not known after, unknown
`;
    const inUse = {
      subnet: 'subnet-a',
      sources: [{ source: 'managed:apps', nodes: 2 }],
      nodesAfter: 1,
      neededAfter: 17,
      verdict: 'enough',
    };
    const unknown = { subnet: 'subnet-b', sources: [], verdict: 'unknown' };
    expect(judge(written(told), found({ subnets: [inUse, unknown] }))).toEqual(
      nothing,
    );
    const more = { ...inUse, nodesAfter: 2, neededAfter: 34 };
    expect(judge(written(told), found({ subnets: [more] }))).toEqual({
      ...nothing,
      missing: [
        'subnet-a: managed:apps 2 nodes today; 17 addresses for 1 node after, enough',
        'subnet-b: no node today; not known after, unknown',
      ],
      extra: [
        'subnet-a: managed:apps 2 nodes today; 34 addresses for 2 nodes after, enough',
      ],
    });
  });

  it('leaves out what comes with the calendar, unless it was expected', () => {
    const aged = { ...trust, code: 'CL-05', severity: 'warning' };
    expect(judge(written(shop), found({ findings: [trust, aged] }))).toEqual(
      nothing,
    );
    const old = `${shop}findings: { role shop-cluster: [CL-05 warning plan] }`;
    expect(judge(written(old), found()).missing).toEqual([
      'role shop-cluster: CL-05 warning plan',
    ]);
  });

  it('holds each check that could not read its parts to saying so', () => {
    const blind = `${shop}unread: [nodes]`;
    expect(judge(written(blind), found()).missing).toEqual([
      'cluster shop: WL-04 unknown platform',
    ]);
    const unknown = {
      ...trust,
      code: 'WL-04',
      severity: 'unknown',
      resolvedBy: 'platform',
      subject: { arn: 'arn:aws:eks:us-east-1:1:cluster/shop' },
    };
    expect(
      judge(written(blind), found({ findings: [trust, unknown] })),
    ).toEqual(nothing);
  });

  it('leaves open what the product cannot say yet, until it can', () => {
    const open = `${shop.replace(
      'sources: {',
      'sources: { asg:web: "kept, 1 node",',
    )}notYet: { "asg:web: kept, 1 node": not read }`;
    expect(judge(written(open), found())).toEqual(nothing);
    const now = [
      { id: 'managed:apps', nodes: 2, decision: 'move' },
      { id: 'asg:web', nodes: 1, decision: 'keep' },
    ];
    expect(judge(written(open), found({ sources: now }))).toEqual({
      ...nothing,
      cameTrue: ['asg:web: kept, 1 node'],
    });
  });

  it('leaves open what the product says and is not so, until it stops', () => {
    const open = `${shop}notYet: { "not v1 Node x1: NG-18": counted wrongly }`;
    const wrong = { findings: [trust, ...nodes('a')] };
    expect(judge(written(open), found(wrong))).toEqual(nothing);
    expect(judge(written(open), found()).cameTrue).toEqual([
      'not v1 Node x1: NG-18',
    ]);
  });

  it.each([
    ['object: {}', 'unknown key object'],
    ['verdict: fine', 'verdict fine'],
    ['findings: {a: [WL-5 warning owner]}', 'WL-5'],
    ['findings: {a: [WL-05 info owner]}', 'info'],
    ['sources: {a: moved}', 'a source is not "moved"'],
    ['subnets: {a: enough}', 'a subnet is not "enough"'],
  ])('refuses %s', (text, message) => {
    expect(() => written(text)).toThrow(message);
  });

  it.each([
    [
      'arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:u-u-i-d:autoScalingGroupName/web',
      'asg web',
    ],
    [
      'arn:aws:autoscaling:us-east-1:1:autoScalingGroup:u:autoScalingGroupName/eks-apps-0a1b2c3d-0000-4000-a000-0123456789ab',
      'asg of apps',
    ],
    ['arn:aws:eks:us-east-1:1:nodegroup/shop/apps/u-u-i-d', 'nodegroup apps'],
    ['arn:aws:eks:us-east-1:1:cluster/shop', 'cluster shop'],
    ['arn:aws:iam::1:role/path/to/node', 'role node'],
    ['apps/v1 Deployment shop/web', 'apps/v1 Deployment shop/web'],
  ])('writes %s as %s', (arn, words) => {
    expect(shortSubject(arn)).toBe(words);
  });
});
