// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as asg from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as eks from '@aws-sdk/client-eks';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { DescribeClusterCommand } from '@aws-sdk/client-eks';
import { autoScalingService } from '../aws/autoscaling/service';
import { ec2Service } from '../aws/ec2/service';
import { eksService } from '../aws/eks/service';
import { iamService } from '../aws/iam/service';
import { BlobStore } from '../aws/s3/blobs';
import { s3Service } from '../aws/s3/service';
import type { Service } from '../aws/service';
import { refusal } from '../testing/clients';
import { startTestSandbox } from '../testing/sandbox';
import { operationsOf } from './operations';
import { missingMembers, problems } from './validate';

const services: [string, Service, object][] = [
  ['EKS', eksService(), eks],
  ['IAM', iamService(), iam],
  ['EC2', ec2Service(), ec2],
  ['Auto Scaling', autoScalingService(), asg],
  ['S3', s3Service(new BlobStore(undefined)), s3],
];

it.each(services)(
  '%s: every operation that is served is one of the model',
  (_, service, client) => {
    const model = operationsOf(client);
    expect(
      Object.keys(service.handlers).filter(name => !model.has(name)),
    ).toEqual([]);
    expect(Object.keys(service.handlers).length).toBeGreaterThan(10);
  },
);

describe('the model', () => {
  const model = operationsOf(eks);
  const operation = (name: string) => {
    const found = model.get(name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };

  it('names what a request lacks', () => {
    expect(
      missingMembers(operation('CreateNodegroup').input, {
        clusterName: 'a',
        nodegroupName: 'b',
      }),
    ).toEqual(['subnets', 'nodeRole']);
  });

  it('names what an answer has too much, or of another type', () => {
    expect(
      problems(operation('DescribeCluster').output, {
        cluster: { name: 'a', nonsense: 1 },
      }),
    ).toEqual(['.cluster.nonsense: unknown to the model']);
    expect(
      problems(operation('DescribeCluster').output, { cluster: { name: 3 } }),
    ).toEqual(['.cluster.name: text was expected']);
    expect(
      problems(operation('ListClusters').output, { clusters: 'a' }),
    ).toEqual(['.clusters: a list was expected']);
  });
});

it('answers 501 for what is not implemented, never "absent"', async () => {
  const t = await startTestSandbox();
  try {
    await expect(
      t.eks.send(
        new eks.UpdateClusterVersionCommand({ name: 'alpha', version: '1.34' }),
      ),
    ).rejects.toMatchObject({
      name: 'UnknownOperationException',
      $metadata: { httpStatusCode: 501 },
    });
    await expect(
      t.ec2.send(new ec2.DescribeRegionsCommand({})),
    ).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(await refusal(t.iam.send(new iam.ListUsersCommand({})))).toBe(
      'UnknownOperationException',
    );
    // An answer that does not fit the model never leaves: the test of the whole gate.
    const cluster = Object.values(t.sandbox.world.state.accounts)[0].regions[
      'us-east-1'
    ].clusters.alpha.cluster;
    Object.assign(cluster, { nonsense: true });
    expect(
      await refusal(t.eks.send(new DescribeClusterCommand({ name: 'alpha' }))),
    ).toBe('InternalFailure');
  } finally {
    await t.sandbox.close();
  }
});
