// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { PricingClient } from '@aws-sdk/client-pricing';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import type { JsonObject } from '@backstage/types';
import type { MiddlewareStack } from '@smithy/types';
import { parseClusterArn } from '../../clusters/clusterArn';
import { operationOf } from '../../clusters/guard';
import { resourcePath } from '../../clusters/kubernetesClient';
import {
  KubernetesError,
  type KubernetesApi,
} from '../../clusters/kubernetesApi';
import type {
  ClusterSession,
  ClusterSessions,
  Purpose,
} from '../../clusters/session';

/** What AWS answers, by `service:Operation`; an error is thrown. */
export type AwsAnswers = Record<string, (input: any) => object | Error>;
/** What each path of the Kubernetes API holds; an error is thrown, a path not named is a 404. */
export type KubernetesObjects = Record<
  string,
  JsonObject[] | JsonObject | Error
>;

export interface Fakes {
  aws: AwsAnswers;
  kubernetes: KubernetesObjects;
  /** Objects a page. */
  page?: number;
  allowed?(need: { verb: string; resource: string }): boolean;
  opens?(purpose: Purpose): void;
}

export interface FakeSessions extends ClusterSessions {
  /** `eks:ListNodegroups`, `GET /api/v1/pods` … in the order of asking. */
  calls: string[];
}

export function named(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** Sessions whose clients answer what the test says, without a network. */
export function fakeSessions(fakes: Fakes): FakeSessions {
  const calls: string[] = [];
  const settings = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  };
  const answered = <I extends object, O extends object>(
    stack: MiddlewareStack<I, O>,
    service: string,
  ) =>
    stack.add(
      (_, context) => async args => {
        const call = `${service}:${operationOf(context.commandName)}`;
        calls.push(call);
        const answer = fakes.aws[call];
        if (!answer)
          throw named('NotFaked', `The test has no answer to ${call}`);
        const output = answer(args.input);
        if (output instanceof Error) throw output;
        return { output: output as O, response: {} };
      },
      { step: 'initialize', priority: 'high' },
    );
  const aws = {
    eks: new EKSClient(settings),
    iam: new IAMClient(settings),
    ec2: new EC2Client(settings),
    sts: new STSClient(settings),
    s3: new S3Client(settings),
    autoScaling: new AutoScalingClient(settings),
    pricing: new PricingClient(settings),
    serviceQuotas: new ServiceQuotasClient(settings),
    kms: new KMSClient(settings),
  };
  answered(aws.eks.middlewareStack, 'eks');
  answered(aws.iam.middlewareStack, 'iam');
  answered(aws.ec2.middlewareStack, 'ec2');
  answered(aws.sts.middlewareStack, 'sts');
  answered(aws.s3.middlewareStack, 's3');
  answered(aws.autoScaling.middlewareStack, 'autoscaling');
  answered(aws.pricing.middlewareStack, 'pricing');
  answered(aws.serviceQuotas.middlewareStack, 'servicequotas');
  answered(aws.kms.middlewareStack, 'kms');

  const find = (path: string) => {
    calls.push(`GET ${path}`);
    const found = fakes.kubernetes[path] ?? fakes.kubernetes['*'];
    if (found instanceof Error) throw found;
    return found;
  };
  const refuse = async (): Promise<never> => {
    throw new Error('The inventory changes nothing');
  };
  const kubernetes: KubernetesApi = {
    async *list(type, options) {
      const found = find(resourcePath(type, options));
      if (!Array.isArray(found))
        throw new KubernetesError(404, 'NotFound', '404');
      const size = fakes.page ?? 250;
      for (let at = 0; at < Math.max(1, found.length); at += size) {
        if (at > 0) calls.push(`GET ${resourcePath(type, options)}`);
        yield found.slice(at, at + size).map(item => ({
          ...item,
          apiVersion: type.group
            ? `${type.group}/${type.version}`
            : type.version,
          kind: type.kind,
        }));
      }
    },
    async get(type, ref) {
      const found = find(resourcePath(type, ref));
      if (!found || Array.isArray(found)) {
        throw new KubernetesError(404, 'NotFound', '404');
      }
      return found;
    },
    async raw(path) {
      return find(path) ?? null;
    },
    async create(type, object) {
      calls.push(`POST ${resourcePath(type, {})}`);
      if (type.plural === 'selfsubjectrulesreviews') {
        const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
        // As EKS answers for access policies: it can list nothing.
        const resourceRules = fakes.allowed ? [] : [all];
        return {
          status: { resourceRules, incomplete: resourceRules.length === 0 },
        };
      }
      const spec = object.spec as {
        resourceAttributes: { verb: string; resource: string };
      };
      return {
        status: { allowed: fakes.allowed?.(spec.resourceAttributes) ?? true },
      };
    },
    replace: refuse,
    patch: refuse,
    delete: refuse,
    evict: refuse,
  };
  return {
    calls,
    async open(clusterArn, purpose): Promise<ClusterSession> {
      fakes.opens?.(purpose);
      const { name, ...place } = parseClusterArn(clusterArn);
      return {
        clusterArn,
        clusterName: name,
        ...place,
        purpose,
        aws,
        kubernetes,
        describeCluster: async () => {
          const { cluster } = await aws.eks.send(
            new DescribeClusterCommand({ name }),
          );
          return cluster ?? {};
        },
        mutating: () => {
          throw new Error('The inventory changes nothing');
        },
        close: async () => {},
      };
    },
  };
}
