// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  AutoScalingClient,
  DeleteTagsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreatePodIdentityAssociationCommand,
  DeleteAccessEntryCommand,
  DeleteFargateProfileCommand,
  EKSClient,
  UpdateAddonCommand,
  UpdateClusterConfigCommand,
  type ResolveConflicts,
} from '@aws-sdk/client-eks';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';

export interface Clients {
  region: string;
  autoScaling: AutoScalingClient;
  ec2: EC2Client;
  eks: EKSClient;
  iam: IAMClient;
  kms: KMSClient;
}

/** The clients of an endpoint; every refusal is seen at once. */
export function clientsOf(
  endpoint: string,
  region: string,
  credentials: { accessKeyId: string; secretAccessKey: string },
): Clients {
  const options = () => ({
    endpoint,
    region,
    credentials: { ...credentials },
    maxAttempts: 1,
  });
  return {
    region,
    autoScaling: new AutoScalingClient(options()),
    ec2: new EC2Client(options()),
    eks: new EKSClient(options()),
    iam: new IAMClient(options()),
    kms: new KMSClient(options()),
  };
}

/** `--name value…` as the AWS CLI reads it; each option has to be asked for, and once. */
class Options {
  readonly #values = new Map<string, string[]>();

  constructor(words: readonly string[]) {
    let values: string[] | undefined;
    for (const word of words) {
      if (word.startsWith('--')) {
        const name = word.slice(2);
        if (this.#values.has(name)) throw new Error(`--${name} is given twice`);
        values = [];
        this.#values.set(name, values);
      } else if (values) values.push(word);
      else throw new Error(`'${word}' belongs to no option`);
    }
  }

  list(name: string): string[] {
    const values = this.#values.get(name);
    if (!values?.length) throw new Error(`--${name} is missing`);
    this.#values.delete(name);
    return values;
  }

  text(name: string): string {
    const [value, ...others] = this.list(name);
    if (others.length > 0) throw new Error(`--${name} takes one value`);
    return value;
  }

  maybe<T>(name: string, read: (name: string) => T): T | undefined {
    return this.#values.has(name) ? read(name) : undefined;
  }

  json<T>(name: string): T {
    return JSON.parse(this.text(name));
  }

  /** `a=1,b=2`. */
  shorthand(name: string): Record<string, string> {
    return shorthandOf(this.text(name));
  }

  done(): void {
    const left = [...this.#values.keys()];
    if (left.length > 0) throw new Error(`Unknown option --${left[0]}`);
  }
}

function shorthandOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map(pair => {
      const [, key, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
      if (!key) throw new Error(`'${pair}' is no key=value`);
      return [key, value];
    }),
  );
}

function oneOf<T extends string>(value: string, ...known: T[]): T {
  const found = known.find(each => each === value);
  if (!found) throw new Error(`'${value}' is none of ${known.join(', ')}`);
  return found;
}

type Operation = (options: Options) => (clients: Clients) => Promise<unknown>;

/** What `--output text` prints of a list. */
class Text {
  constructor(readonly items: readonly (string | undefined)[]) {}
}

/** A list that a patch asks for: of what comes back, just this, as words. */
function wordsOf(o: Options, query: string): void {
  oneOf(o.text('query'), query);
  oneOf(o.text('output'), 'text');
}

const cluster = (o: Options) => ({ clusterName: o.text('cluster-name') });

const operations: Record<string, Operation> = {
  'ec2 create-tags': o => {
    const command = new CreateTagsCommand({
      Resources: o.list('resources'),
      Tags: o
        .list('tags')
        .map(shorthandOf)
        .map(({ Key, Value, ...rest }) => {
          if (!Key || Object.keys(rest).length > 0)
            throw new Error('A tag is Key=…,Value=…');
          return { Key, Value };
        }),
    });
    return ({ ec2 }) => ec2.send(command);
  },
  'ec2 modify-vpc-attribute': o => {
    const command = new ModifyVpcAttributeCommand({
      VpcId: o.text('vpc-id'),
      EnableDnsHostnames: o.maybe('enable-dns-hostnames', n => o.json(n)),
      EnableDnsSupport: o.maybe('enable-dns-support', n => o.json(n)),
    });
    return ({ ec2 }) => ec2.send(command);
  },
  'ec2 authorize-security-group-ingress': o => {
    oneOf(o.text('protocol'), 'all');
    const command = new AuthorizeSecurityGroupIngressCommand({
      GroupId: o.text('group-id'),
      IpPermissions: [
        {
          IpProtocol: '-1',
          UserIdGroupPairs: [{ GroupId: o.text('source-group') }],
        },
      ],
    });
    return ({ ec2 }) => ec2.send(command);
  },
  'iam attach-role-policy': o => {
    const command = new AttachRolePolicyCommand({
      RoleName: o.text('role-name'),
      PolicyArn: o.text('policy-arn'),
    });
    return ({ iam }) => iam.send(command);
  },
  'iam detach-role-policy': o => {
    const command = new DetachRolePolicyCommand({
      RoleName: o.text('role-name'),
      PolicyArn: o.text('policy-arn'),
    });
    return ({ iam }) => iam.send(command);
  },
  'iam delete-role-policy': o => {
    const command = new DeleteRolePolicyCommand({
      RoleName: o.text('role-name'),
      PolicyName: o.text('policy-name'),
    });
    return ({ iam }) => iam.send(command);
  },
  'iam list-attached-role-policies': o => {
    wordsOf(o, 'AttachedPolicies[].PolicyArn');
    const command = new ListAttachedRolePoliciesCommand({
      RoleName: o.text('role-name'),
    });
    return async ({ iam }) =>
      new Text(
        ((await iam.send(command)).AttachedPolicies ?? []).map(
          ({ PolicyArn }) => PolicyArn,
        ),
      );
  },
  'iam list-role-policies': o => {
    wordsOf(o, 'PolicyNames[]');
    const command = new ListRolePoliciesCommand({
      RoleName: o.text('role-name'),
    });
    return async ({ iam }) =>
      new Text((await iam.send(command)).PolicyNames ?? []);
  },
  'iam delete-role': o => {
    const command = new DeleteRoleCommand({ RoleName: o.text('role-name') });
    return ({ iam }) => iam.send(command);
  },
  'iam update-assume-role-policy': o => {
    const command = new UpdateAssumeRolePolicyCommand({
      RoleName: o.text('role-name'),
      PolicyDocument: o.text('policy-document'),
    });
    return ({ iam }) => iam.send(command);
  },
  'iam create-role': o => {
    const command = new CreateRoleCommand({
      RoleName: o.text('role-name'),
      AssumeRolePolicyDocument: o.text('assume-role-policy-document'),
    });
    return ({ iam }) => iam.send(command);
  },
  'autoscaling delete-tags': o => {
    const command = new DeleteTagsCommand({
      Tags: o
        .list('tags')
        .map(shorthandOf)
        .map(({ ResourceId, ResourceType, Key, ...rest }) => {
          if (!ResourceId || !Key || Object.keys(rest).length > 0)
            throw new Error('A tag is ResourceId=…,ResourceType=…,Key=…');
          oneOf(ResourceType, 'auto-scaling-group');
          return { ResourceId, ResourceType, Key };
        }),
    });
    return ({ autoScaling }) => autoScaling.send(command);
  },
  'kms put-key-policy': o => {
    const command = new PutKeyPolicyCommand({
      KeyId: o.text('key-id'),
      PolicyName: oneOf(o.text('policy-name'), 'default'),
      Policy: o.text('policy'),
    });
    return ({ kms }) => kms.send(command);
  },
  'eks update-cluster-config': o => {
    const command = new UpdateClusterConfigCommand({
      name: o.text('name'),
      accessConfig: o.maybe('access-config', n => {
        const { authenticationMode, ...rest } = o.shorthand(n);
        if (Object.keys(rest).length > 0)
          throw new Error('--access-config knows the mode only');
        return {
          authenticationMode: oneOf(
            authenticationMode,
            'API',
            'API_AND_CONFIG_MAP',
          ),
        };
      }),
      resourcesVpcConfig: o.maybe('resources-vpc-config', n => {
        const { endpointPrivateAccess, ...rest } = o.shorthand(n);
        if (Object.keys(rest).length > 0)
          throw new Error('--resources-vpc-config: unknown key');
        return {
          endpointPrivateAccess:
            oneOf(endpointPrivateAccess, 'true', 'false') === 'true',
        };
      }),
      logging: o.maybe('logging', n => o.json(n)),
    });
    return ({ eks }) => eks.send(command);
  },
  'eks update-addon': o => {
    const command = new UpdateAddonCommand({
      ...cluster(o),
      addonName: o.text('addon-name'),
      addonVersion: o.text('addon-version'),
      resolveConflicts: oneOf<ResolveConflicts>(
        o.text('resolve-conflicts'),
        'NONE',
        'OVERWRITE',
        'PRESERVE',
      ),
    });
    return ({ eks }) => eks.send(command);
  },
  'eks create-access-entry': o => {
    const command = new CreateAccessEntryCommand({
      ...cluster(o),
      principalArn: o.text('principal-arn'),
      type: o.maybe('type', n => o.text(n)),
      kubernetesGroups: o.maybe('kubernetes-groups', n => o.list(n)),
    });
    return ({ eks }) => eks.send(command);
  },
  'eks delete-access-entry': o => {
    const command = new DeleteAccessEntryCommand({
      ...cluster(o),
      principalArn: o.text('principal-arn'),
    });
    return ({ eks }) => eks.send(command);
  },
  'eks associate-access-policy': o => {
    const command = new AssociateAccessPolicyCommand({
      ...cluster(o),
      principalArn: o.text('principal-arn'),
      policyArn: o.text('policy-arn'),
      accessScope: (() => {
        const { type, ...rest } = o.shorthand('access-scope');
        if (Object.keys(rest).length > 0)
          throw new Error('--access-scope: unknown key');
        return { type: oneOf(type, 'cluster') };
      })(),
    });
    return ({ eks }) => eks.send(command);
  },
  'eks create-pod-identity-association': o => {
    const command = new CreatePodIdentityAssociationCommand({
      ...cluster(o),
      namespace: o.text('namespace'),
      serviceAccount: o.text('service-account'),
      roleArn: o.text('role-arn'),
    });
    return ({ eks }) => eks.send(command);
  },
  'eks delete-fargate-profile': o => {
    const command = new DeleteFargateProfileCommand({
      ...cluster(o),
      fargateProfileName: o.text('fargate-profile-name'),
    });
    return ({ eks }) => eks.send(command);
  },
};

/**
 * Words behind `aws` as the call that they mean; whatever is not known to be an option of it fails.
 * Gives what the command prints, where it is asked for words.
 */
export async function runAws(
  words: readonly string[],
  clients: Clients,
): Promise<string> {
  const [service, operation, ...rest] = words;
  const run = operations[`${service} ${operation}`];
  if (!run) throw new Error(`Nobody here knows aws ${service} ${operation}`);
  const options = new Options(rest);
  const region = options.maybe('region', name => options.text(name));
  // IAM is the same everywhere; for all else a command without its region is half a command.
  if (service === 'iam' ? region !== undefined : region !== clients.region) {
    throw new Error(`aws ${service} ${operation}: --region ${region}`);
  }
  const send = run(options);
  options.done();
  const answer = await send(clients);
  return answer instanceof Text ? `${answer.items.join('\t')}\n` : '';
}
