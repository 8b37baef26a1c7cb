// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeClusterCommand,
  ListClustersCommand,
  TagResourceCommand,
} from '@aws-sdk/client-eks';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { refusal } from '../testing/clients';
import { ACCOUNT } from '../testing/fleet';
import { startTestSandbox, type TestSandbox } from '../testing/sandbox';
import { FaultList, faultSchema } from './faultList';

let t: TestSandbox;
beforeAll(async () => {
  t = await startTestSandbox();
});
afterAll(() => t.sandbox.close());
afterEach(() => t.sandbox.faults.clear());

async function control(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${t.url}/_sandbox/${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const list = () => t.eks.send(new ListClustersCommand({}));
const arn = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/alpha`;
const tagged = () => t.sandbox.world.cluster(arn)?.cluster.tags;

it('words throttling as each service does', async () => {
  await control('POST', 'faults', { action: { type: 'error', status: 429 } });
  expect(await refusal(list())).toBe('ThrottlingException');
  expect(await refusal(t.ec2.send(new DescribeVpcsCommand({})))).toBe(
    'RequestLimitExceeded',
  );
  expect(await refusal(t.iam.send(new ListRolesCommand({})))).toBe(
    'Throttling',
  );
  expect(await refusal(t.s3.send(new ListBucketsCommand({})))).toBe('SlowDown');
});

it('holds for so many calls of one operation on one cluster, after some have passed', async () => {
  await control('POST', 'faults', {
    service: 'eks',
    operation: 'Describe*',
    cluster: 'alpha',
    skip: 1,
    count: 1,
    action: { type: 'error', status: 500, code: 'ServerException' },
  });
  const alpha = () => t.eks.send(new DescribeClusterCommand({ name: 'alpha' }));
  await t.eks.send(new DescribeClusterCommand({ name: 'beta' }));
  await alpha();
  expect(await refusal(alpha())).toBe('ServerException');
  await alpha();
  expect((await control('GET', 'faults')).body).toMatchObject({
    faults: [{ seen: 3, used: 1 }],
  });
});

it('drops a connection before or after the call took effect', async () => {
  const tag = (value: string) =>
    t.eks.send(
      new TagResourceCommand({ resourceArn: arn, tags: { drop: value } }),
    );
  await control('POST', 'faults', {
    operation: 'TagResource',
    count: 1,
    action: { type: 'drop', effect: false },
  });
  await refusal(tag('before'));
  expect(tagged()?.drop).toBeUndefined();
  await control('POST', 'faults', {
    operation: 'TagResource',
    count: 1,
    action: { type: 'drop', effect: true },
  });
  await refusal(tag('after'));
  expect(tagged()?.drop).toBe('after');
});

it('never answers, with the call done or not', async () => {
  await control('POST', 'faults', {
    operation: 'TagResource',
    count: 1,
    action: { type: 'timeout', effect: true },
  });
  const signal = AbortSignal.timeout(300);
  await refusal(
    t.eks.send(
      new TagResourceCommand({ resourceArn: arn, tags: { silent: 'yes' } }),
      { abortSignal: signal },
    ),
  );
  expect(tagged()?.silent).toBe('yes');
});

it('answers with an error what it did all the same, and knows what a call is about', async () => {
  const heard: (string | undefined)[] = [];
  t.sandbox.faults.onCall = call => {
    if (call.operation === 'TagResource') heard.push(call.resource?.());
  };
  await control('POST', 'faults', {
    operation: 'TagResource',
    count: 1,
    action: { type: 'error', status: 500, effect: true },
  });
  expect(
    await refusal(
      t.eks.send(
        new TagResourceCommand({ resourceArn: arn, tags: { late: 'yes' } }),
      ),
    ),
  ).toBe('InternalFailure');
  expect(tagged()?.late).toBe('yes');
  expect(heard).toEqual([arn]);
});

it('declares credentials expired, answers late, and lets a rate through', async () => {
  const { body } = await control('POST', 'faults', {
    service: 'eks',
    action: { type: 'expired-token' },
  });
  expect(await refusal(list())).toBe('ExpiredTokenException');
  expect(body).toMatchObject({ id: expect.stringMatching(/^fault-/) });
  await control('DELETE', 'faults');
  await control('POST', 'faults', {
    action: { type: 'latency', milliseconds: 120 },
  });
  const began = performance.now();
  await list();
  expect(performance.now() - began).toBeGreaterThanOrEqual(115);
});

it('fills a bucket of tokens by its own clock', () => {
  let now = 0;
  const faults = new FaultList(
    () => 0,
    () => now,
  );
  faults.add(
    faultSchema.parse({
      action: { type: 'throttle', ratePerSecond: 2, burst: 2 },
    }),
  );
  const call = () =>
    faults.effects({ service: 'eks', operation: 'ListClusters' }).length;
  expect([call(), call(), call()]).toEqual([0, 0, 1]);
  now = 500;
  expect([call(), call()]).toEqual([0, 1]);
});

it('throttles each account and region by itself where it is told to', () => {
  const faults = new FaultList(
    () => 0,
    () => 0,
  );
  faults.add(
    faultSchema.parse({
      action: {
        type: 'throttle',
        ratePerSecond: 1,
        burst: 1,
        each: 'account-and-region',
      },
    }),
  );
  const heard: string[] = [];
  faults.onCall = ({ place }, throttled) =>
    heard.push(`${place} ${throttled ? 'refused' : 'served'}`);
  for (const place of ['1/us-east-1', '2/us-east-1', '1/us-east-1'])
    faults.effects({ service: 'eks', operation: 'ListClusters', place });
  expect(heard).toEqual([
    '1/us-east-1 served',
    '2/us-east-1 served',
    '1/us-east-1 refused',
  ]);
});

it.each([
  [
    'an unknown key',
    { nonsense: 1, action: { type: 'latency', milliseconds: 1 } },
  ],
  ['an unknown action', { action: { type: 'explode' } }],
])('refuses %s', async (_, fault) => {
  expect((await control('POST', 'faults', fault)).status).toBe(400);
});

it('has a control endpoint that says what it has', async () => {
  expect((await control('GET', 'health')).body).toMatchObject({
    status: 'ok',
    fleet: 'test',
    clusters: 2,
  });
  expect((await control('PUT', 'pace', { scale: 0.002 })).body).toEqual({
    scale: 0.002,
  });
  expect((await control('GET', 'credentials')).body).toMatchObject({
    credentials: [{ user: 'admin' }, { user: 'limited' }],
  });
  const before = await control('GET', 'snapshot/alpha');
  await t.eks.send(
    new TagResourceCommand({ resourceArn: arn, tags: { snap: '1' } }),
  );
  const after = await control(
    'GET',
    `snapshot?cluster=${encodeURIComponent(arn)}`,
  );
  expect(after.body).not.toEqual(before.body);
  expect((await control('GET', 'snapshot/nobody')).status).toBe(404);
  expect((await control('GET', 'nonsense')).status).toBe(404);
  const page = await control('GET', 'ledger?after=0&limit=1');
  expect(page.body).toMatchObject({
    entries: [{ sequence: 1, via: 'eks:TagResource' }],
    last: 1,
  });
  expect((await control('GET', 'ledger?limit=0')).status).toBe(400);
});
