// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { HttpHandler } from '@smithy/protocol-http';
import type {
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
} from '@smithy/types';
import { awsFailure } from './awsFailure';
import { ReachError } from './reachError';
import type { Purpose } from './session';

/** Who a session is opened for; becomes the role session's name and tags, and so is in CloudTrail. */
export interface SessionTags {
  runId?: string;
  userRef?: string;
}

/** Which role of which account, on top of the account's own credentials. */
export interface RoleRequest {
  accountId: string;
  region: string;
  /** Without one the account's credentials are used as they are. */
  roleArn?: string;
  externalId?: string;
  purpose: Purpose;
  tags: SessionTags;
}

/** Credentials are renewed so long before they expire. */
const EARLY_MS = 5 * 60_000;
const LIFETIME_SECONDS = 3600;
const REMEMBERED = 500;
/** Backstage's providers ask STS through clients of their own, which wait without end. */
const BASE_MS = 30_000;

export interface CredentialsOptions {
  manager: AwsCredentialsManager;
  userAgent: string;
  now?: () => Date;
  /** How long the account's own credentials may take. */
  baseMs?: number;
  /** What STS is spoken to through; the limited handler of sessions. */
  requestHandler(place: {
    accountId: string;
    region: string;
    service: string;
  }): HttpHandler;
}

/** `role/path/name` of a name, a path or an ARN. */
export function roleArnOf(
  role: string,
  place: { partition: string; accountId: string },
): string {
  if (role.startsWith('arn:')) return role;
  return `arn:${place.partition}:iam::${place.accountId}:role/${role.replace(
    /^\/+/,
    '',
  )}`;
}

/** `[\w+=,.@-]{2,64}`, as STS wants it. */
export function sessionNameOf(purpose: Purpose, tags: SessionTags): string {
  const who = (tags.runId ?? tags.userRef ?? 'backstage').replace(
    /[^\w+=,.@-]+/g,
    '-',
  );
  return `eks-auto-mode-${purpose}-${who}`.slice(0, 64);
}

/** Tag values: letters, digits, spaces and `_.:/=+-@`, at most 256. */
function sessionTags(tags: SessionTags): { Key: string; Value: string }[] {
  return [
    ['eks-auto-mode:run', tags.runId],
    ['eks-auto-mode:user', tags.userRef],
  ].flatMap(([key, value]) =>
    key && value
      ? [
          {
            Key: key,
            Value: value
              .replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-')
              .slice(0, 256),
          },
        ]
      : [],
  );
}

interface Held {
  credentials: Promise<AwsCredentialIdentity>;
  /** Until when they are used; a promise that is under way is shared. */
  until: number;
}

/**
 * Credentials of an account's roles: the account's own come from Backstage's `aws` configuration,
 * the purpose's role is assumed on top, with a session name and tags that carry run and user.
 */
export class PurposeCredentials {
  readonly #held = new Map<string, Held>();
  readonly #now: () => Date;

  constructor(private readonly options: CredentialsOptions) {
    this.#now = options.now ?? (() => new Date());
  }

  /** Two requests with the same key get the same credentials. */
  keyOf(request: RoleRequest): string {
    return JSON.stringify([
      request.accountId,
      request.region,
      request.roleArn ?? '',
      request.externalId ?? '',
      request.roleArn ? sessionNameOf(request.purpose, request.tags) : '',
      request.roleArn ? request.tags.userRef ?? '' : '',
    ]);
  }

  /** @throws ReachError that tells denied, missing and expired apart and says what to do. */
  async get(request: RoleRequest): Promise<AwsCredentialIdentity> {
    const key = this.keyOf(request);
    const held = this.#held.get(key);
    if (held && this.#now().getTime() < held.until) {
      return await held.credentials;
    }
    const next: Held = {
      until: Number.POSITIVE_INFINITY,
      credentials: this.#obtain(request).then(credentials => {
        next.until = credentials.expiration
          ? credentials.expiration.getTime() - EARLY_MS
          : this.#now().getTime() + EARLY_MS;
        return credentials;
      }),
    };
    // Least recently made first out: runs come and go, and each has its own session.
    this.#held.delete(key);
    this.#held.set(key, next);
    if (this.#held.size > REMEMBERED) {
      for (const oldest of this.#held.keys()) {
        this.#held.delete(oldest);
        break;
      }
    }
    try {
      return await next.credentials;
    } catch (error) {
      if (this.#held.get(key) === next) this.#held.delete(key);
      throw error;
    }
  }

  provider(request: RoleRequest): AwsCredentialIdentityProvider {
    return () => this.get(request);
  }

  async #obtain(request: RoleRequest): Promise<AwsCredentialIdentity> {
    const base = await this.#base(request);
    if (!request.roleArn) return base;
    const client = new STSClient({
      region: request.region,
      credentials: base,
      customUserAgent: this.options.userAgent,
      maxAttempts: 3,
      requestHandler: this.options.requestHandler({
        accountId: request.accountId,
        region: request.region,
        service: 'sts',
      }),
    });
    const tags = sessionTags(request.tags);
    try {
      const { Credentials: assumed } = await client.send(
        new AssumeRoleCommand({
          RoleArn: request.roleArn,
          RoleSessionName: sessionNameOf(request.purpose, request.tags),
          ExternalId: request.externalId,
          DurationSeconds: LIFETIME_SECONDS,
          Tags: tags.length ? tags : undefined,
        }),
      );
      if (!assumed?.AccessKeyId || !assumed.SecretAccessKey) {
        throw new Error('STS answered without credentials');
      }
      return {
        accessKeyId: assumed.AccessKeyId,
        secretAccessKey: assumed.SecretAccessKey,
        sessionToken: assumed.SessionToken,
        expiration: assumed.Expiration,
        accountId: request.accountId,
      };
    } catch (error) {
      throw await this.#refused(request, base, error);
    } finally {
      client.destroy();
    }
  }

  async #base(request: RoleRequest): Promise<AwsCredentialIdentity> {
    const { accountId, region } = request;
    const { baseMs = BASE_MS, manager } = this.options;
    const over = new AbortController();
    const late = async () => {
      await sleep(baseMs, undefined, { signal: over.signal });
      throw new ReachError(
        'sts-unreachable',
        `The AWS credentials for account ${accountId} did not come within ${
          baseMs / 1000
        } s`,
        `Let the backend reach sts.${region} over HTTPS (proxy, VPC endpoint), or whatever aws.accounts gets them from`,
      );
    };
    const had = async () => {
      const { sdkCredentialProvider } = await manager.getCredentialProvider({
        accountId,
      });
      return await sdkCredentialProvider();
    };
    try {
      return await Promise.race([had(), late()]);
    } catch (error) {
      if (error instanceof ReachError) throw error;
      const { kind, message } = awsFailure(error);
      const cause = error instanceof Error ? error : undefined;
      if (kind === 'expired') throw expired(accountId, message, cause);
      throw new ReachError(
        'credentials-missing',
        `There are no AWS credentials for account ${accountId}: ${message}`,
        `Name the account under aws.accounts in the app configuration, or give the backend credentials of its own (environment, profile, instance or pod identity)`,
        cause,
      );
    } finally {
      over.abort();
    }
  }

  async #refused(
    request: RoleRequest,
    base: AwsCredentialIdentity,
    error: unknown,
  ): Promise<Error> {
    const { kind, name, message } = awsFailure(error);
    const role = request.roleArn ?? '';
    const cause = error instanceof Error ? error : undefined;
    switch (kind) {
      case 'expired':
        return expired(request.accountId, message, cause);
      case 'unauthenticated':
        return new ReachError(
          'credentials-missing',
          `AWS does not know the credentials that account ${request.accountId} is reached with (${name}): ${message}`,
          `Correct aws.accounts (or the backend's own credentials) for account ${request.accountId}, and its clock`,
          cause,
        );
      case 'unreachable':
        return new ReachError(
          'sts-unreachable',
          `STS in ${request.region} cannot be reached: ${message}`,
          `Let the backend reach sts.${request.region} over HTTPS (proxy, VPC endpoint)`,
          cause,
        );
      case 'not-found':
        return missing(role, request.purpose, cause);
      case 'denied':
        return (await this.#isMissing(request, base))
          ? missing(role, request.purpose, cause)
          : new ReachError(
              'role-denied',
              `The ${request.purpose} role ${role} may not be assumed: ${message}`,
              `Let its trust policy allow sts:AssumeRole and sts:TagSession to the identity that account ${
                request.accountId
              } is reached with${
                request.externalId
                  ? ', and check that both sides have the same external id'
                  : ', and set externalId where the policy demands one'
              }; and allow that identity sts:AssumeRole on the role`,
              cause,
            );
      default:
        return new ReachError(
          'role-denied',
          `The ${request.purpose} role ${role} could not be assumed (${name}): ${message}`,
          'Try again; if it stays so, look for AssumeRole in CloudTrail',
          cause,
        );
    }
  }

  /** STS says AccessDenied for roles that do not exist, too. Who may, asks IAM. */
  async #isMissing(
    request: RoleRequest,
    base: AwsCredentialIdentity,
  ): Promise<boolean> {
    const client = new IAMClient({
      region: request.region,
      credentials: base,
      customUserAgent: this.options.userAgent,
      maxAttempts: 1,
      requestHandler: this.options.requestHandler({
        accountId: request.accountId,
        region: request.region,
        service: 'iam',
      }),
    });
    try {
      const RoleName = request.roleArn?.split('/').at(-1);
      await client.send(new GetRoleCommand({ RoleName }));
      return false;
    } catch (error) {
      // A base of another account knows nothing of this account's roles.
      return (
        awsFailure(error).kind === 'not-found' &&
        (base.accountId === undefined ||
          base.accountId === request.roleArn?.split(':')[4])
      );
    } finally {
      client.destroy();
    }
  }
}

function expired(accountId: string, message: string, cause?: Error) {
  return new ReachError(
    'credentials-expired',
    `The AWS credentials for account ${accountId} have expired: ${message}`,
    'Renew them; credentials from an instance role, pod identity or web identity renew themselves',
    cause,
  );
}

function missing(role: string, purpose: Purpose, cause?: Error) {
  return new ReachError(
    'role-missing',
    `The ${purpose} role ${role} does not exist`,
    'Create it from deploy/ (Terraform or CloudFormation), or correct its name in eksAutoMode.environments',
    cause,
  );
}
