// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Cluster } from '@aws-sdk/client-eks';
import { lackingAccess, needsOf } from './accessReview';
import { awsFailure } from './awsFailure';
import { parseClusterArn } from './clusterArn';
import { connectionCodes, type ConnectionHeading } from './connectionCodes';
import type { Environments, Placed } from './environments';
import { iamGrants, kubernetesGrants, type IamStatement } from './grants';
import { KubernetesError } from './kubernetesApi';
import { ReachError } from './reachError';
import { withoutCredentials } from './redact';
import type { ClusterSession, ClusterSessions, Purpose } from './session';
import { deniedActions, type ResourceNames } from './simulate';

export interface ConnectionCheck {
  heading: ConnectionHeading;
  code: string;
  title: string;
  /** `unknown` where what it builds on failed. */
  state: 'passed' | 'failed' | 'unknown';
  message: string;
  remedy?: string;
}

export interface ConnectionTestOptions {
  sessions: ClusterSessions;
  environments: Environments;
  userRef?: string;
  /**
   * Holds the backup bucket against what a backup needs.
   *
   * @throws an error that names what is wrong and what to do.
   */
  checkBucket?(
    session: ClusterSession,
    placed: Placed,
    signal: AbortSignal,
  ): Promise<void>;
}

type Probe = keyof typeof connectionCodes;
const PURPOSES: readonly Purpose[] = ['assess', 'backup', 'migrate'];

const probes = {
  assess: {
    role: 'assessRole',
    token: 'assessToken',
    iam: 'assessIam',
    kubernetes: 'assessKubernetes',
  },
  backup: {
    role: 'backupRole',
    token: 'backupToken',
    iam: 'backupIam',
    kubernetes: 'backupKubernetes',
  },
  migrate: {
    role: 'migrateRole',
    token: 'migrateToken',
    iam: 'migrateIam',
    kubernetes: 'migrateKubernetes',
  },
} as const satisfies Record<Purpose, Record<string, Probe>>;

/** A failure that a probe found itself. */
class ProbeFailure extends Error {
  constructor(message: string, readonly remedy: string) {
    super(message);
  }
}

/** What could not be asked because something before it failed. */
class Unasked extends Error {}

function remedyOf(error: unknown, probe: Probe): string {
  if (error instanceof ReachError || error instanceof ProbeFailure)
    return error.remedy;
  return connectionCodes[probe].remedies.join(' ');
}

function messageOf(error: unknown): string {
  if (error instanceof KubernetesError || error instanceof ReachError) {
    return withoutCredentials(error.message);
  }
  const { name, message } = awsFailure(error);
  return name === 'Error' ? message : `${name}: ${message}`;
}

/** Asks everything that reading, backing up and migrating a cluster stands on; changes nothing. */
export class ConnectionTest {
  readonly #checks = new Map<Probe, ConnectionCheck>();

  private constructor(
    private readonly options: ConnectionTestOptions,
    private readonly clusterArn: string,
    private readonly signal: AbortSignal,
  ) {}

  static async run(
    options: ConnectionTestOptions,
    clusterArn: string,
    signal: AbortSignal,
  ): Promise<ConnectionCheck[]> {
    const test = new ConnectionTest(options, clusterArn, signal);
    await test.#run();
    // In the order of the list, each exactly once.
    return (Object.keys(connectionCodes) as Probe[]).flatMap(
      probe => test.#checks.get(probe) ?? [],
    );
  }

  async #run(): Promise<void> {
    const { environments } = this.options;
    const place = parseClusterArn(this.clusterArn);
    const placed = await this.#probe('environment', async () => {
      const found = environments.find(place);
      if (!found) {
        throw new ProbeFailure(
          `No environment names account ${place.accountId}, region ${place.region}`,
          'Add both to eksAutoMode.environments in the app configuration',
        );
      }
      return { value: found, message: `Environment ${found.environment.name}` };
    });
    const sessions: Partial<Record<Purpose, ClusterSession>> = {};
    try {
      await Promise.all(
        PURPOSES.map(async purpose => {
          sessions[purpose] = await this.#open(purpose, placed);
        }),
      );
      const cluster = await this.#describe(sessions.assess);
      await Promise.all([
        this.#endpoint(sessions, cluster),
        this.#compatible(cluster),
        this.#active(cluster),
        this.#bucket(sessions.backup, placed),
        ...PURPOSES.flatMap(purpose => [
          this.#iam(purpose, sessions, placed, cluster),
          this.#kubernetes(purpose, sessions[purpose], cluster),
        ]),
      ]);
    } finally {
      await Promise.all(
        Object.values(sessions).map(session => session?.close()),
      );
    }
  }

  async #open(purpose: Purpose, placed: Placed | undefined) {
    return await this.#probe(probes[purpose].role, async () => {
      if (!placed) throw new Unasked('Its environment is not known');
      const session = await this.options.sessions.open(
        this.clusterArn,
        purpose,
        { userRef: this.options.userRef },
        this.signal,
      );
      const { Arn } = await session.aws.sts.send(
        new GetCallerIdentityCommand({}),
        {
          abortSignal: this.signal,
        },
      );
      return { value: session, message: `I am ${Arn}` };
    });
  }

  async #describe(
    session: ClusterSession | undefined,
  ): Promise<Cluster | undefined> {
    return await this.#probe('described', async () => {
      if (!session?.describeCluster)
        throw new Unasked('The assess role could not be assumed');
      const cluster = await session.describeCluster(this.signal);
      return {
        value: cluster,
        message: `${cluster.name} in ${session.region}, Kubernetes ${cluster.version}, endpoint ${cluster.endpoint}`,
      };
    });
  }

  /** Whether the endpoint answers is one question, whom it knows another for each role. */
  async #endpoint(
    sessions: Partial<Record<Purpose, ClusterSession>>,
    cluster: Cluster | undefined,
  ): Promise<void> {
    const answers = await Promise.all(
      PURPOSES.map(async purpose => {
        const session = sessions[purpose];
        if (!session || !cluster) return { purpose, asked: false as const };
        try {
          await session.kubernetes.raw('/version', this.signal);
          return { purpose, asked: true as const, error: undefined };
        } catch (error) {
          this.signal.throwIfAborted();
          return { purpose, asked: true as const, error };
        }
      }),
    );
    const unanswered = (error: unknown) =>
      error instanceof ReachError ||
      (error instanceof KubernetesError && error.status === 0);
    await this.#probe('endpoint', async () => {
      const asked = answers.filter(answer => answer.asked);
      if (asked.length === 0)
        throw new Unasked('EKS did not give the endpoint');
      const failed = asked.find(answer => unanswered(answer.error));
      if (failed) throw failed.error;
      return {
        value: undefined,
        message: `${cluster?.endpoint} answers with a certificate of the cluster’s CA`,
      };
    });
    for (const answer of answers) {
      await this.#probe(probes[answer.purpose].token, async () => {
        if (!answer.asked)
          throw new Unasked(
            'The role could not be assumed, or the endpoint is not known',
          );
        if (unanswered(answer.error))
          throw new Unasked('The endpoint does not answer');
        // A 403 is an answer to somebody who is known.
        if (
          answer.error &&
          !(
            answer.error instanceof KubernetesError &&
            answer.error.status === 403
          )
        ) {
          throw answer.error;
        }
        return {
          value: undefined,
          message: 'The API server takes the role’s token',
        };
      });
    }
  }

  async #compatible(cluster: Cluster | undefined): Promise<void> {
    await this.#probe('version', async () => {
      if (!cluster) throw new Unasked('The cluster could not be described');
      if (cluster.outpostConfig || cluster.connectorConfig) {
        throw new ProbeFailure(
          `${cluster.name} is ${
            cluster.outpostConfig
              ? 'local to an Outpost'
              : 'only connected to EKS'
          }`,
          'Auto Mode is for clusters whose control plane runs in an AWS region',
        );
      }
      const minor = Number(cluster.version?.split('.')[1]);
      if (!(minor >= 29)) {
        throw new ProbeFailure(
          `Kubernetes ${cluster.version} does not know Auto Mode, which begins at 1.29`,
          'Upgrade the cluster one minor version at a time (EKS User Guide, auto-enable-existing)',
        );
      }
      return {
        value: undefined,
        message: `Kubernetes ${cluster.version}, authentication ${
          cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP'
        }`,
      };
    });
  }

  async #active(cluster: Cluster | undefined): Promise<void> {
    await this.#probe('active', async () => {
      if (!cluster) throw new Unasked('The cluster could not be described');
      if (cluster.status !== 'ACTIVE') {
        throw new ProbeFailure(
          `${cluster.name} is ${cluster.status}; EKS takes no change until it is ACTIVE`,
          'Wait for the update that is under way, or mend what its health names',
        );
      }
      return { value: undefined, message: `${cluster.name} is ACTIVE` };
    });
  }

  async #bucket(
    session: ClusterSession | undefined,
    placed: Placed | undefined,
  ): Promise<void> {
    await this.#probe('bucket', async () => {
      if (!placed) throw new Unasked('Its environment is not known');
      const target = placed.environment.backup;
      if (!target) {
        throw new ProbeFailure(
          `Environment ${placed.environment.name} names no backup bucket, so no run can start`,
          'Add backup.bucket to the environment; deploy/ makes a bucket',
        );
      }
      if (!session || !this.options.checkBucket) {
        throw new Unasked('The backup role could not be assumed');
      }
      await this.options.checkBucket(session, placed, this.signal);
      return {
        value: undefined,
        message: `${target.bucket} is private, encrypted and ours`,
      };
    });
  }

  async #iam(
    purpose: Purpose,
    sessions: Partial<Record<Purpose, ClusterSession>>,
    placed: Placed | undefined,
    cluster: Cluster | undefined,
  ): Promise<void> {
    await this.#probe(probes[purpose].iam, async () => {
      const session = sessions[purpose];
      const asker = sessions.assess;
      if (!session || !asker || !placed)
        throw new Unasked('The role could not be assumed');
      const role = await roleOf(session, this.signal);
      if (!role)
        throw new Unasked('The session is of a user; only roles are simulated');
      const own = new Set(iamGrants.assess.map(statement => statement.sid));
      const statements: IamStatement[] =
        purpose === 'assess'
          ? iamGrants.assess
          : iamGrants[purpose].filter(statement => !own.has(statement.sid));
      const names = resourceNames(session, placed, cluster);
      const denied = await deniedActions(
        asker.aws.iam,
        role,
        statements,
        names,
        this.signal,
      );
      if (denied.length > 0) {
        throw new ProbeFailure(
          `${role} may not ${denied.join(', ')}`,
          `Allow ${denied.join(
            ', ',
          )} to ${role}: deploy/ holds the whole policy. Where it is allowed, look for a permissions boundary or a service control policy`,
        );
      }
      return {
        value: undefined,
        message: `${role} may do all that is asked of it`,
      };
    });
  }

  async #kubernetes(
    purpose: Purpose,
    session: ClusterSession | undefined,
    cluster: Cluster | undefined,
  ): Promise<void> {
    await this.#probe(probes[purpose].kubernetes, async () => {
      if (!session || !cluster)
        throw new Unasked(
          'The role could not be assumed, or the endpoint is not known',
        );
      let lacking;
      try {
        lacking = await lackingAccess(
          session.kubernetes,
          needsOf(kubernetesGrants[purpose]),
          this.signal,
        );
      } catch (error) {
        const known = error instanceof KubernetesError && error.status === 403;
        if (known) throw error;
        throw new Unasked(messageOf(error));
      }
      if (lacking.length > 0) {
        const what = lacking.map(
          need =>
            `${need.verb} ${need.group ? `${need.group}/` : ''}${
              need.resource
            }${need.subresource ? `/${need.subresource}` : ''}`,
        );
        throw new ProbeFailure(
          `The ${purpose} role may not ${[...new Set(what)].join(', ')}`,
          `Apply deploy/kubernetes/${purpose}.yaml, and give the access entry the group eks-auto-mode-${purpose}`,
        );
      }
      return {
        value: undefined,
        message: 'All that is asked of it is allowed',
      };
    });
  }

  async #probe<T>(
    probe: Probe,
    ask: () => Promise<{ value: T; message: string }>,
  ): Promise<T | undefined> {
    const { code, heading, title } = connectionCodes[probe];
    try {
      const { value, message } = await ask();
      this.#checks.set(probe, {
        heading,
        code,
        title,
        state: 'passed',
        message,
      });
      return value;
    } catch (error) {
      this.signal.throwIfAborted();
      this.#checks.set(probe, {
        heading,
        code,
        title,
        ...(error instanceof Unasked
          ? { state: 'unknown', message: error.message }
          : {
              state: 'failed',
              message: messageOf(error),
              remedy: remedyOf(error, probe),
            }),
      });
      return undefined;
    }
  }
}

/** The role behind a session, as IAM knows it: its path is lost in the session's own ARN. */
async function roleOf(
  session: ClusterSession,
  signal: AbortSignal,
): Promise<string | undefined> {
  const role: unknown = Reflect.get(session, 'role');
  const named: unknown =
    typeof role === 'object' && role !== null
      ? Reflect.get(role, 'roleArn')
      : undefined;
  if (typeof named === 'string') return named;
  const { Arn = '' } = await session.aws.sts.send(
    new GetCallerIdentityCommand({}),
    {
      abortSignal: signal,
    },
  );
  const assumed = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(Arn);
  return assumed
    ? `arn:${assumed[1]}:iam::${assumed[2]}:role/${assumed[3]}`
    : undefined;
}

function resourceNames(
  session: ClusterSession,
  placed: Placed,
  cluster: Cluster | undefined,
): ResourceNames {
  const target = placed.environment.backup;
  const name = session.clusterName;
  const vpc = cluster?.resourcesVpcConfig;
  const roleName = cluster?.roleArn?.split(':role/')[1];
  return {
    Partition: session.partition,
    AccountId: session.accountId,
    Bucket: target?.bucket,
    Prefix: target?.prefix,
    KmsKeyArn: target?.kmsKeyId?.startsWith('arn:')
      ? target.kmsKeyId
      : undefined,
    ClusterRolePattern: roleName,
    NodeRolePattern: cluster?.computeConfig?.nodeRoleArn?.split(':role/')[1],
    region: session.region,
    cluster: name,
    nodegroup: `${name}/any/any`,
    addon: `${name}/any/any`,
    'access-entry': `${name}/role/${session.accountId}/any/any`,
    role: roleName,
    'security-group': vpc?.clusterSecurityGroupId,
    subnet: vpc?.subnetIds?.[0],
    autoScalingGroup: 'any:autoScalingGroupName/any',
  };
}
