// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { DocumentFinding } from '@internal/control-plane';
import { parseExpectation } from './expectation';
import { judge, type Assessed, type Picture } from './judge';
import { shortSubject, withoutIds } from './subjects';

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
  codes: ['IAM-01', 'WL-04'],
  sources: [{ id: 'managed:apps', nodes: 2, decision: 'move' }],
  unreadParts: [],
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
    const unknownOne = { subnet: 'subnet-b', sources: [], verdict: 'unknown' };
    const pictured = (...subnets: Picture['subnets']) =>
      found({ picture: { sources: [], strays: [], subnets } });
    expect(judge(written(told), pictured(inUse, unknownOne))).toEqual(nothing);
    expect(judge(written(shop), pictured(inUse))).toEqual(nothing);
    const more = { ...inUse, nodesAfter: 2, neededAfter: 34 };
    expect(judge(written(told), pictured(more))).toEqual({
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

  const unknown = {
    ...trust,
    code: 'WL-04',
    severity: 'unknown',
    resolvedBy: 'platform',
    subject: { arn: 'arn:aws:eks:us-east-1:1:cluster/shop' },
  };

  it('holds the product to what it cannot read, and each check that needs it to saying so', () => {
    const unreadParts = [{ part: 'nodes i-0a1b2c3d4e5f60718' }];
    const read = `${shop}unread: [nodes]\n`;
    for (const blind of [
      `${read}unknown: [WL-04]`,
      `${read}judged: [IAM-01]`,
    ]) {
      expect(judge(written(blind), found())).toEqual({
        ...nothing,
        missing: ['cluster shop: WL-04 unknown platform', 'unread nodes'],
      });
      const findings = [trust, unknown];
      expect(judge(written(blind), found({ findings, unreadParts }))).toEqual(
        nothing,
      );
    }
    expect(judge(written(shop), found({ unreadParts })).extra).toEqual([
      'unread nodes',
    ]);
  });

  it('holds all of what is good to know, by how often it is said', () => {
    const info = { ...trust, code: 'NET-17', severity: 'info' };
    const told = `${shop}infos: [WL-12, WL-12, NET-17]`;
    const findings = [trust, info, { ...info, code: 'WL-12' }];
    expect(judge(written(told), found({ findings }))).toEqual({
      ...nothing,
      missing: ['info WL-12 x2'],
      extra: ['info WL-12'],
    });
    findings.push({ ...info, code: 'WL-12' });
    expect(judge(written(told), found({ findings }))).toEqual(nothing);
    expect(judge(written(shop), found({ findings })).extra).toEqual([
      'info NET-17',
      'info WL-12 x2',
    ]);
  });

  it('holds who defines a source, what is no node, and the evidence of nodes where somebody wrote it', () => {
    const source = {
      id: 'managed:apps',
      definers: [{ tool: 'eksctl', evidence: 'tag a=b' }],
      nodes: [{ evidence: ['instance i-0a1b2c3d4e5f60718 is in it'] }],
    };
    const stray = {
      state: 'not-joined',
      instanceType: 'm6i.large',
      evidence: ['tag c=d'],
    };
    const picture = { sources: [source], strays: [stray], subnets: [] };
    const told = `${shop}definedBy: { managed:apps: ['eksctl: tag a=b'] }
evidence: { managed:apps: [instance i-* is in it] }
strays: ['not-joined m6i.large: tag c=d']
`;
    expect(judge(written(told), found({ picture }))).toEqual(nothing);
    expect(judge(written(told), found()).missing).toEqual([
      'managed:apps has its nodes because instance i-* is in it',
      'managed:apps is defined by eksctl: tag a=b',
      'stray not-joined m6i.large: tag c=d',
    ]);
    expect(judge(written(shop), found({ picture })).extra).toEqual([
      'managed:apps is defined by eksctl: tag a=b',
      'stray not-joined m6i.large: tag c=d',
    ]);
  });

  it('takes what is usual with it, and goes by its own word of what is judged', () => {
    const own = parseExpectation(
      'shop.yaml',
      'usual: [blind]\ninfos: [NET-17]\njudged: []',
      place,
      () => 'infos: [CO-01]\nunread: [pods]\nunknown: [WL-01]\njudged: [CL-01]',
    );
    expect(own).toMatchObject({
      infos: ['NET-17', 'CO-01'],
      unread: ['pods'],
      unknown: ['WL-01'],
      judged: [],
    });
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
    ['infos: [WL-5]', 'infos: WL-5'],
    ['infos: WL-05', 'infos is no list'],
    ['unknown: [WL-05 unknown]', 'unknown: WL-05 unknown'],
    ['strays:', 'strays is no list'],
    ['definedBy: {a: }', 'definedBy: a is no list'],
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

  it.each([
    [
      'instance i-0a1b2c3d4e5f60718 is in Auto Scaling group eks-my-apps-0a1b2c3d-0000-4000-a000-0123456789ab of node group my-apps',
      'instance i-* is in Auto Scaling group eks-my-apps-* of node group my-apps',
    ],
    [
      'provider id aws:///us-east-1a/65726e-fargate/fargate-ip-10-0-0-1.ec2.internal names no EC2 instance',
      'provider id aws:///* names no EC2 instance',
    ],
    [
      'provider id eks-hybrid:///us-east-1/hybrid/mi-0a1b2c3d4e5f60001 names none',
      'provider id eks-hybrid:///us-east-1/hybrid/mi-0a1b2c3d4e5f60001 names none',
    ],
  ])('writes evidence without what AWS names: %s', (evidence, words) => {
    expect(withoutIds(evidence)).toBe(words);
  });
});
