// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import { fakeSessions } from '../inventory/__testUtils__/fakeSession';
import { lackingAccess, type AccessNeed } from './accessReview';
import type { KubernetesApi } from './kubernetesApi';

const evict: AccessNeed = {
  verb: 'create',
  group: '',
  resource: 'pods',
  subresource: 'eviction',
};
const cordon: AccessNeed = { verb: 'patch', group: '', resource: 'nodes' };
const lock: AccessNeed = {
  verb: 'update',
  group: 'coordination.k8s.io',
  resource: 'leases',
  name: 'eks-auto-mode',
};

async function ask(rules: JsonObject[], needs: AccessNeed[]) {
  const sessions = fakeSessions({
    aws: {},
    kubernetes: {},
    allowed: () => false,
  });
  const { kubernetes } = await sessions.open(
    'arn:aws:eks:eu-central-1:111122223333:cluster/shop',
    'migrate',
    {},
    new AbortController().signal,
  );
  let questions = 0;
  const answering: KubernetesApi = {
    ...kubernetes,
    create: async (type, object, signal) => {
      questions++;
      return type.plural === 'selfsubjectrulesreviews'
        ? { status: { resourceRules: rules, incomplete: false } }
        : await kubernetes.create(type, object, signal);
    },
  };
  const lacking = await lackingAccess(
    answering,
    needs,
    new AbortController().signal,
  );
  return { lacking: lacking.map(need => need.resource), questions };
}

const rule = (
  verbs: string[],
  apiGroups: string[],
  resources: string[],
  resourceNames: string[] = [],
) => ({ verbs, apiGroups, resources, resourceNames });

describe('what a role lacks in a cluster', () => {
  it('is known after one question to who has it all', async () => {
    expect(
      await ask(
        [
          rule(['create'], [''], ['pods/eviction']),
          rule(['get', 'patch'], [''], ['nodes']),
          rule(
            ['update'],
            ['coordination.k8s.io'],
            ['leases'],
            ['eks-auto-mode'],
          ),
        ],
        [evict, cordon, lock],
      ),
    ).toEqual({ lacking: [], questions: 1 });
  });

  it.each([
    ['every verb', rule(['*'], [''], ['pods/eviction'])],
    ['every group', rule(['create'], ['*'], ['pods/eviction'])],
    ['every resource', rule(['create'], [''], ['*'])],
    ['the subresource of all', rule(['create'], [''], ['*/eviction'])],
  ])('is nothing where a rule names %s', async (_, broad) => {
    expect(await ask([broad], [evict])).toEqual({ lacking: [], questions: 1 });
  });

  it.each([
    ['another verb', rule(['get'], [''], ['pods/eviction'])],
    ['another group', rule(['create'], ['apps'], ['pods/eviction'])],
    ['the pods and not their eviction', rule(['create'], [''], ['pods'])],
    ['one pod', rule(['create'], [''], ['pods/eviction'], ['one'])],
  ])('is asked for by itself where a rule names %s', async (_, other) => {
    expect(await ask([other], [evict])).toEqual({
      lacking: ['pods'],
      questions: 3,
    });
  });

  it('is asked one by one where the authorizers cannot list', async () => {
    expect(await ask([], [evict, cordon])).toEqual({
      lacking: ['pods', 'nodes'],
      questions: 4,
    });
  });
});
