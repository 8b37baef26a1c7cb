// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ClusterSession } from '../../clusters/session';
import { changeEffect } from './change';

const schema = z.strictObject({
  GroupId: z.string(),
  IpPermissions: z.array(
    z.strictObject({
      IpProtocol: z.string(),
      FromPort: z.number().optional(),
      ToPort: z.number().optional(),
      UserIdGroupPairs: z.array(
        z.strictObject({
          GroupId: z.string(),
          Description: z.string().optional(),
        }),
      ),
    }),
  ),
});

type Request = z.infer<typeof schema>;

async function isAuthorised(
  request: Request,
  session: ClusterSession,
  signal: AbortSignal,
): Promise<boolean> {
  const { SecurityGroups } = await session.aws.ec2.send(
    new DescribeSecurityGroupsCommand({ GroupIds: [request.GroupId] }),
    { abortSignal: signal },
  );
  const permissions = SecurityGroups?.[0]?.IpPermissions ?? [];
  return request.IpPermissions.every(wanted =>
    wanted.UserIdGroupPairs.every(pair =>
      permissions.some(
        has =>
          has.IpProtocol === wanted.IpProtocol &&
          (wanted.IpProtocol === '-1' ||
            (has.FromPort === wanted.FromPort &&
              has.ToPort === wanted.ToPort)) &&
          has.UserIdGroupPairs?.some(each => each.GroupId === pair.GroupId),
      ),
    ),
  );
}

const senders = (request: Request) =>
  request.IpPermissions.flatMap(each =>
    each.UserIdGroupPairs.map(pair => pair.GroupId),
  ).join(', ');

export const authorizeIngress = changeEffect<Request>({
  api: 'ec2:AuthorizeSecurityGroupIngress',
  schema,
  lagMs: 5_000,
  describe: request =>
    `Let security group ${request.GroupId} admit ${senders(request)}`,
  observe: async (request, session, signal) =>
    (await isAuthorised(request, session, signal))
      ? { state: 'holds' }
      : { state: 'absent', now: null },
  async call(request, { aws }, { signal }) {
    await aws.ec2.send(new AuthorizeSecurityGroupIngressCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
  inverse: request => ({
    api: 'ec2:RevokeSecurityGroupIngress',
    request,
  }),
});

export const revokeIngress = changeEffect<Request>({
  api: 'ec2:RevokeSecurityGroupIngress',
  schema,
  lagMs: 5_000,
  describe: request =>
    `Let security group ${request.GroupId} no longer admit ${senders(request)}`,
  observe: async (request, session, signal) =>
    (await isAuthorised(request, session, signal))
      ? { state: 'absent', now: null }
      : { state: 'holds' },
  async call(request, { aws }, { signal }) {
    await aws.ec2.send(new RevokeSecurityGroupIngressCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
});
