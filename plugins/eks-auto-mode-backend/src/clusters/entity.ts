// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type {
  ClusterProblem,
  ClusterRecord,
} from '../assessments/clustersStore';
import { ownerOfEntity } from '../owners/catalogOwners';
import { clusterIdOf, parseClusterArn } from './clusterArn';
import { plainText } from './plainText';

/** Core's annotation (`spec.type: kubernetes-cluster`). */
export const ANNOTATION_ARN = 'amazonaws.com/arn';
/** Roadie's annotation (`spec.type: eks-cluster`). */
export const ANNOTATION_ROADIE_ARN = 'amazon.com/eks-cluster-arn';
export const ANNOTATION_ACCOUNT_ID = 'amazonaws.com/account-id';
export const ANNOTATION_ROADIE_ACCOUNT_ID = 'amazon.com/account-id';
export const ANNOTATION_AUTH_PROVIDER = 'kubernetes.io/auth-provider';
export const ANNOTATION_API_SERVER = 'kubernetes.io/api-server';
export const ANNOTATION_API_SERVER_CA =
  'kubernetes.io/api-server-certificate-authority';
export const ANNOTATION_ASSUME_ROLE = 'kubernetes.io/aws-assume-role';
export const ANNOTATION_EXTERNAL_ID = 'kubernetes.io/aws-external-id';
export const ANNOTATION_AWS_ID = 'kubernetes.io/x-k8s-aws-id';

/** Annotations that say how a cluster is reached; kept with the cluster as its options. */
const REACH_ANNOTATIONS = [
  ANNOTATION_API_SERVER,
  ANNOTATION_API_SERVER_CA,
  ANNOTATION_ASSUME_ROLE,
  ANNOTATION_EXTERNAL_ID,
  ANNOTATION_AWS_ID,
] as const;

/** An entity that stands for an EKS cluster but cannot be used as it is. */
export interface EntityProblem extends ClusterProblem {
  entityRef: string;
}

export type EntityReading =
  /** A cluster, perhaps with a problem that keeps it from being read. */
  | { state: 'cluster'; cluster: ClusterRecord }
  | { state: 'problem'; problem: EntityProblem }
  /** Not an EKS cluster. */
  | { state: 'other' };

/**
 * What core's AwsEKSClusterProcessor makes of a cluster's name for `x-k8s-aws-id`. A token for that
 * text is refused wherever it differs from the name, so an annotation that is no more than this is
 * the processor's doing, not somebody's wish.
 */
function processorName(name: string): string {
  return name.toLocaleLowerCase('en-US').replace(/[^a-z0-9-]/g, '-');
}

/** Reads an entity of either annotation family; what does not fit is a problem, never a guess. */
export function readClusterEntity(entity: Entity): EntityReading {
  const type = entity.spec?.type;
  if (
    entity.kind.toLocaleLowerCase('en-US') !== 'resource' ||
    (type !== 'kubernetes-cluster' && type !== 'eks-cluster')
  ) {
    return { state: 'other' };
  }
  const entityRef = stringifyEntityRef(entity);
  const annotations = entity.metadata.annotations ?? {};
  const problem = (code: string, message: string, remedy: string) =>
    ({
      state: 'problem',
      problem: { entityRef, code, message: plainText(message, 1000), remedy },
    } as const);

  const core = annotations[ANNOTATION_ARN]?.trim();
  const roadie = annotations[ANNOTATION_ROADIE_ARN]?.trim();
  const arn = core || roadie;
  if (!arn) {
    const aws =
      type === 'eks-cluster' ||
      annotations[ANNOTATION_ACCOUNT_ID] !== undefined ||
      annotations[ANNOTATION_AUTH_PROVIDER] === 'aws';
    if (!aws) return { state: 'other' };
    return problem(
      'missing-arn',
      `${entityRef} stands for an EKS cluster but does not say which`,
      `Annotate it with ${
        type === 'eks-cluster' ? ANNOTATION_ROADIE_ARN : ANNOTATION_ARN
      }: arn:aws:eks:<region>:<account>:cluster/<name>`,
    );
  }
  if (core && roadie && core !== roadie) {
    return problem(
      'annotations-disagree',
      `${entityRef} names two clusters: ${ANNOTATION_ARN} says '${core}', ${ANNOTATION_ROADIE_ARN} says '${roadie}'`,
      'Correct one of the two annotations, or remove it',
    );
  }
  let parsed;
  try {
    parsed = parseClusterArn(arn);
  } catch (error) {
    return problem(
      'malformed-arn',
      `${entityRef}: ${error instanceof Error ? error.message : String(error)}`,
      `Correct the annotation ${core ? ANNOTATION_ARN : ANNOTATION_ROADIE_ARN}`,
    );
  }
  const account =
    annotations[ANNOTATION_ACCOUNT_ID] ??
    annotations[ANNOTATION_ROADIE_ACCOUNT_ID];
  if (account && account.trim() !== parsed.accountId) {
    return problem(
      'annotations-disagree',
      `${entityRef} names account ${account.trim()}, but its ARN is of account ${
        parsed.accountId
      }`,
      `Correct ${ANNOTATION_ACCOUNT_ID}, or the ARN`,
    );
  }

  const options: Record<string, string> = {};
  for (const name of REACH_ANNOTATIONS) {
    const value = annotations[name]?.trim();
    if (value) options[name] = value;
  }
  if (
    options[ANNOTATION_AWS_ID] !== undefined &&
    options[ANNOTATION_AWS_ID] === processorName(parsed.name)
  ) {
    delete options[ANNOTATION_AWS_ID];
  }
  return {
    state: 'cluster',
    cluster: {
      id: clusterIdOf(arn),
      arn,
      name: parsed.name,
      accountId: parsed.accountId,
      region: parsed.region,
      entityRef,
      owner: ownerOfEntity(entity),
      ...(entity.metadata.tags?.length
        ? { tags: [...entity.metadata.tags].sort() }
        : {}),
      options,
    },
  };
}

/** Entities that are read one by one, judged together: an ARN belongs to one entity. */
export function clustersOfEntities(entities: Iterable<Entity>): {
  clusters: ClusterRecord[];
  problems: EntityProblem[];
} {
  const problems: EntityProblem[] = [];
  const byArn = new Map<string, ClusterRecord[]>();
  for (const entity of entities) {
    const reading = readClusterEntity(entity);
    if (reading.state === 'problem') problems.push(reading.problem);
    if (reading.state !== 'cluster') continue;
    const { cluster } = reading;
    byArn.set(cluster.arn, [...(byArn.get(cluster.arn) ?? []), cluster]);
  }
  const clusters = [...byArn.values()].map(same => {
    if (same.length === 1) return same[0];
    const refs = same.map(cluster => cluster.entityRef ?? '').sort();
    const duplicate: ClusterProblem = {
      code: 'duplicate-arn',
      message: `${refs.join(' and ')} both stand for ${same[0].arn}`,
      remedy:
        'Keep the ARN on one of them; until then neither is taken for the owner of the cluster',
    };
    for (const entityRef of refs) problems.push({ entityRef, ...duplicate });
    // Whose cluster it is and how it is reached would be a guess.
    return {
      ...same[0],
      entityRef: undefined,
      owner: undefined,
      tags: undefined,
      options: {},
      problem: duplicate,
    };
  });
  return { clusters, problems };
}
