// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import type { Request } from 'express';
import type { ClusterRow, ClustersStore } from '../assessments/clustersStore';
import { acts, permissions, type Act } from './acts';
import {
  externalCallerMay,
  isExternalCaller,
  type ExternalCaller,
} from './externalCallers';

/** Who calls: an entity reference of a user, or `service:<name>`. */
export interface Caller {
  credentials: BackstageCredentials;
  ref: string;
}

export interface AccessOptions {
  httpAuth: HttpAuthService;
  auth: AuthService;
  userInfo: UserInfoService;
  permissions: PermissionsService;
  clusters: ClustersStore;
  /** Whether `permission.enabled` is on: a policy decides. */
  policyDecides: boolean;
  /** Entity references whose members may act on every cluster where no policy decides. */
  operators: string[];
  guestsMayAct: boolean;
  externalCallers: readonly ExternalCaller[];
}

const words: Record<Act, string> = {
  read: 'see',
  assess: 'refresh',
  backUp: 'back up',
  plan: 'plan a migration of',
  approve: 'approve a plan for',
  run: 'steer the run on',
  undo: 'undo the run on',
  retire: 'approve the deletion of old capacity of',
  except: 'accept a finding of',
};

const GUEST = /^user:(default|development)\/guest$/;

/**
 * Who may do what with which cluster. Reading and acting go through the permission framework; where
 * it is switched off, acting needs ownership of the cluster or membership of an operators' group.
 * Guests act only where the configuration lets them.
 */
export class Access {
  constructor(private readonly options: AccessOptions) {}

  async caller<P, R, B, Q>(request: Request<P, R, B, Q>): Promise<Caller> {
    const credentials = await this.options.httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const { principal } = credentials;
    if (this.options.auth.isPrincipal(credentials, 'user')) {
      return { credentials, ref: credentials.principal.userEntityRef };
    }
    if (this.options.auth.isPrincipal(credentials, 'service')) {
      const { subject } = credentials.principal;
      // Said at once: an empty list of clusters would leave people guessing.
      if (
        !subject.startsWith('plugin:') &&
        !isExternalCaller(this.options.externalCallers, subject)
      ) {
        throw new NotAllowedError(
          `'${subject}' may do nothing here: its token is genuine, but eksAutoMode.externalCallers lists no such repository with this branch or environment, nor such a subject. Nothing was changed.`,
        );
      }
      return { credentials, ref: `service:${subject}` };
    }
    throw new NotAllowedError(
      `A caller of type '${
        (principal as { type?: string }).type
      }' may not use this API`,
    );
  }

  /**
   * The cluster, if the caller may do `act` with it.
   *
   * @throws NotFoundError where there is no such cluster, or the caller may not even see it.
   * @throws NotAllowedError naming the permission, who would grant it and why.
   */
  async require(
    caller: Caller,
    clusterId: string,
    act: Act,
  ): Promise<ClusterRow> {
    const cluster = await this.options.clusters.get(clusterId);
    const unseen = new NotFoundError(
      `There is no cluster '${clusterId}' that you may see. Its catalog entity may be missing, or your permissions do not reach it (${permissions.read.name}).`,
    );
    if (!cluster) throw unseen;
    if (!(await this.may(caller, cluster, 'read'))) throw unseen;
    if (act !== 'read' && !(await this.may(caller, cluster, act))) {
      throw new NotAllowedError(
        `${caller.ref} may not ${words[act]} ${
          cluster.name
        }: needs the permission ${permissions[act].name}${this.#whoGrants(
          caller,
          cluster,
        )}. Nothing was changed.`,
      );
    }
    return cluster;
  }

  #whoGrants(caller: Caller, cluster: ClusterRow): string {
    if (this.options.auth.isPrincipal(caller.credentials, 'service'))
      return ' among the acts that eksAutoMode.externalCallers lists for it';
    return this.options.policyDecides
      ? ' from the permission policy'
      : `, which owners of the cluster (${
          cluster.owner ?? 'nobody'
        }) and operators have`;
  }

  async may(caller: Caller, cluster: ClusterRow, act: Act): Promise<boolean> {
    if (
      act !== 'read' &&
      GUEST.test(caller.ref) &&
      !this.options.guestsMayAct
    ) {
      return false;
    }
    if (this.options.auth.isPrincipal(caller.credentials, 'service')) {
      // The framework lets every service token pass: what outsiders may do is on a list of ours.
      const { subject } = caller.credentials.principal;
      return subject.startsWith('plugin:')
        ? act === 'read'
        : externalCallerMay(
            this.options.externalCallers,
            subject,
            act,
            cluster.environment,
          );
    }
    const [decision] = await this.options.permissions.authorize(
      [
        {
          permission: permissions[act] as ResourcePermission,
          resourceRef: cluster.id,
        },
      ],
      { credentials: caller.credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) return false;
    if (act === 'read' || this.options.policyDecides) return true;
    return this.ownsOrOperates(caller, cluster);
  }

  /** What the caller may do with a cluster, for buttons. */
  async allowed(
    caller: Caller,
    cluster: ClusterRow,
  ): Promise<Record<Act, boolean>> {
    const answers = await Promise.all(
      acts.map(act => this.may(caller, cluster, act)),
    );
    return Object.fromEntries(
      acts.map((act, at) => [act, answers[at]]),
    ) as Record<Act, boolean>;
  }

  /** Of many clusters those that the caller may see. */
  async visible<T extends ClusterRow>(
    caller: Caller,
    clusters: T[],
  ): Promise<T[]> {
    if (clusters.length === 0) return [];
    if (this.options.auth.isPrincipal(caller.credentials, 'service')) {
      const allowed = await Promise.all(
        clusters.map(one => this.may(caller, one, 'read')),
      );
      return clusters.filter((_, at) => allowed[at]);
    }
    const decisions = await this.options.permissions.authorize(
      clusters.map(cluster => ({
        permission: permissions.read,
        resourceRef: cluster.id,
      })),
      { credentials: caller.credentials },
    );
    return clusters.filter(
      (_, at) => decisions[at].result === AuthorizeResult.ALLOW,
    );
  }

  /**
   * Whether nothing is kept from the caller. What belongs to no cluster of the catalog, such as
   * clusters that nobody registered, no condition can speak of: only such callers are told of it.
   */
  async seesEverything(caller: Caller): Promise<boolean> {
    if (this.options.auth.isPrincipal(caller.credentials, 'service')) {
      const { subject } = caller.credentials.principal;
      return (
        subject.startsWith('plugin:') ||
        externalCallerMay(
          this.options.externalCallers,
          subject,
          'read',
          undefined,
        )
      );
    }
    const [decision] = await this.options.permissions.authorizeConditional(
      [{ permission: permissions.read }],
      { credentials: caller.credentials },
    );
    return decision.result === AuthorizeResult.ALLOW;
  }

  private async ownsOrOperates(
    caller: Caller,
    cluster: ClusterRow,
  ): Promise<boolean> {
    if (GUEST.test(caller.ref)) return this.options.guestsMayAct;
    if (!this.options.auth.isPrincipal(caller.credentials, 'user'))
      return false;
    const { ownershipEntityRefs } = await this.options.userInfo.getUserInfo(
      caller.credentials,
    );
    return ownershipEntityRefs.some(
      ref => ref === cluster.owner || this.options.operators.includes(ref),
    );
  }
}
