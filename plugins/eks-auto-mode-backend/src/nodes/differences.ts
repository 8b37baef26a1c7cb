// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Instance,
  LaunchTemplate,
  MachineImage,
  Node,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchedBy, metadataOf } from '../inventory/launch';
import type { Source } from '../placement';
import { isOfAws } from '../readiness/launchTemplates';
import { count, listOf } from '../readiness/text';
import { commandsOf } from '../readiness/userData';
import { templateOf } from './images';

export interface DifferencesInput {
  source: Source;
  templates: readonly LaunchTemplate[];
  /** Of those that people chose themselves. */
  images: readonly MachineImage[];
  instances: ReadonlyMap<string, Instance>;
  /** Nodes of Auto Mode that the cluster has already: what others will be like. */
  autoNodes: readonly Node[];
}

const MOST_PODS = 110;
const LINES_SHOWN = 3;

type Draft = Omit<api.Difference, 'id' | 'tick'> & {
  /** What a tick is about: where it changes, the tick lapses. */
  about?: string;
};

/** What will be different for what runs on a source, each to be looked at by its owner. */
export function differencesOf(input: DifferencesInput): api.Difference[] {
  const { source } = input;
  if (['auto', 'fargate', 'hybrid'].includes(source.type)) return [];
  return [
    image(input),
    kernel(input),
    runtime(input),
    userData(input),
    shell(input),
    metadata(input),
    volumes(input),
    morePods(input),
  ].flatMap(draft => {
    if (!draft) return [];
    const { about, ...difference } = draft;
    const digest = createHash('sha256')
      .update(`${source.id}\n${draft.title}\n${about ?? draft.now}`)
      .digest('hex')
      .slice(0, 16);
    return [{ id: `${draft.area}-${digest}`, ...difference }];
  });
}

const infoOf = (
  nodes: readonly Node[],
  key: 'osImage' | 'kernelVersion' | 'containerRuntimeVersion',
) =>
  [
    ...new Set(nodes.flatMap(node => node.status?.nodeInfo?.[key] ?? [])),
  ].sort();

/** `Amazon Linux 2023` of `Amazon Linux 2023.9.20260815`: what stays from one release to the next. */
const family = (system: string) =>
  system.replace(/[.\s]+\d+\.\d[\w.-]*.*$|\.\d+\.\d{8}$/, '');

function image({
  source,
  templates,
  images,
}: DifferencesInput): Draft | undefined {
  const systems = infoOf(source.nodes, 'osImage');
  const { amiType } = source.nodegroup ?? {};
  const imageId = templateOf(source, templates)?.imageId;
  const known = images.find(one => one.id === imageId);
  // Of one that could not be read, nobody knows that AWS built it.
  const own = known
    ? !isOfAws(known)
    : amiType === 'CUSTOM' || (!source.nodegroup && imageId);
  if (systems.length === 0 && !amiType && !imageId) return undefined;
  const named = known?.name ? `${imageId} (${known.name})` : imageId;
  const unknown = own && !known && amiType !== 'CUSTOM';
  const ofOwn = unknown
    ? `an image of which nobody could read whose it is, ${named}`
    : `an image of your own${named ? `, ${named}` : ''}`;
  const now = [own ? ofOwn : amiType ?? named, systems.join(', ')]
    .filter(Boolean)
    .join(': ');
  const after =
    'An image that AWS builds on Bottlerocket and replaces by itself, at least every 21 days; its file system is read-only, and no other can be chosen.';
  if (own) {
    return {
      area: 'image',
      title: unknown ? 'The image is not used' : 'Your own image is not used',
      now,
      after,
      todo: 'List what its build adds (agents, certificates, packages, sysctls) and bring each as a DaemonSet, a NodeClass setting or not at all.',
      about: imageId,
    };
  }
  if (/bottlerocket/i.test(now)) {
    return {
      area: 'image',
      title: 'AWS’ own build of Bottlerocket',
      now,
      after,
      todo: 'See whether settings, host containers or bootstrap containers of your own are in use: they have no place.',
      about: 'Bottlerocket',
    };
  }
  return {
    area: 'image',
    title: 'Another operating system',
    now,
    after,
    todo: 'Look for what a person or a tool does on these nodes by hand: packages, agents, cron jobs, paths of the host that pods mount.',
    about: [amiType, ...systems.map(family)].join(' '),
  };
}

function kernel({ source, autoNodes }: DifferencesInput): Draft | undefined {
  const kernels = infoOf(source.nodes, 'kernelVersion');
  if (kernels.length === 0) return undefined;
  const others = infoOf(autoNodes, 'kernelVersion');
  const line = (version: string) => version.split('.').slice(0, 2).join('.');
  return {
    area: 'kernel',
    title: 'Another kernel',
    now: listOf(kernels),
    after: others.length
      ? `${listOf(others)}, as on the Auto nodes that are there`
      : 'Not known before the first Auto node runs: AWS chooses it with the image.',
    todo: 'Try on a canary what loads kernel modules or eBPF programs, sets sysctls, or needs cgroup v1.',
    about: [...new Set(kernels.map(line))].join(' '),
  };
}

function runtime({ source, autoNodes }: DifferencesInput): Draft | undefined {
  const runtimes = infoOf(source.nodes, 'containerRuntimeVersion');
  const others = infoOf(autoNodes, 'containerRuntimeVersion');
  const line = (version: string) =>
    version.replace(/^(\w+:\/\/\d+)\..*$/, '$1');
  const lines = [...new Set(runtimes.map(line))];
  if (lines.every(one => one === 'containerd://2')) return undefined;
  return {
    area: 'runtime',
    title: 'Another version of the container runtime',
    now: listOf(runtimes),
    after: others.length
      ? `${listOf(others)}, as on the Auto nodes that are there`
      : 'containerd 2, without a configuration of your own',
    todo: 'Look for pods that mount the socket of the runtime, and for images in the old Docker schema 1, which containerd 2 does not pull.',
    about: lines.join(' '),
  };
}

function userData({ source, templates }: DifferencesInput): Draft | undefined {
  const template = templateOf(source, templates);
  const [configuration] = source.groups.flatMap(
    group => group.launchConfiguration ?? [],
  );
  const wanted =
    source.nodegroup?.launchTemplate ??
    source.groups.find(group => group.launchTemplate)?.launchTemplate;
  const after = 'Auto nodes run no user data.';
  if (!template && (configuration || wanted)) {
    return {
      area: 'user-data',
      title: 'User data does not run, and it could not be read',
      now: configuration
        ? `launch configuration ${configuration}`
        : `launch template ${wanted?.name ?? wanted?.id}, version ${
            wanted?.version ?? 'not named'
          }`,
      after,
      todo: configuration
        ? `Read it: aws autoscaling describe-launch-configurations --launch-configuration-names ${configuration} --query 'LaunchConfigurations[].UserData' --output text | base64 -d`
        : 'See whether the template still exists in this version; without it the group cannot launch nodes.',
    };
  }
  const commands = commandsOf(template?.userData ?? '');
  if (commands.length === 0) return undefined;
  const rest = commands.length - LINES_SHOWN;
  return {
    area: 'user-data',
    title: 'User data does not run',
    now: `${count(
      commands.length,
      'line',
    )} beyond joining the cluster: ${commands
      .slice(0, LINES_SHOWN)
      .join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`,
    after,
    todo: 'Bring what each line does as a DaemonSet, a NodeClass setting (advancedCompute, certificates) or not at all.',
    about: commands.join('\n'),
  };
}

function shell({
  source,
  templates,
  instances,
}: DifferencesInput): Draft | undefined {
  const keys = [
    source.nodegroup?.remoteAccess?.ec2SshKey,
    templateOf(source, templates)?.keyName,
    ...source.groups.flatMap(group =>
      group.instances.map(({ id }) => instances.get(id)?.keyName),
    ),
  ].filter((key): key is string => key !== undefined);
  if (keys.length === 0) return undefined;
  return {
    area: 'access',
    title: 'Nobody logs in to nodes',
    now: `SSH with the key pair ${listOf(keys)}`,
    after: 'No SSH and no Session Manager.',
    todo: 'Learn kubectl debug node/… and NodeDiagnostic objects, and take the key out of runbooks and jump hosts.',
    about: [...new Set(keys)].sort().join(' '),
  };
}

function metadata({ source, templates }: DifferencesInput): Draft | undefined {
  const template =
    launchedBy(source.groups, templates) ?? templateOf(source, templates);
  if (!template) return undefined;
  const { v1, hops } = metadataOf(template);
  const open = [
    ...(v1 ? [v1] : []),
    ...(hops > 1 ? [`pods reach it (hop limit ${hops})`] : []),
  ];
  if (open.length === 0) return undefined;
  return {
    area: 'access',
    title: 'Pods do not reach the metadata of their instance',
    now: open.join('; '),
    after: 'IMDSv2 only, with a hop limit of 1.',
    todo: 'Give pods that read region or credentials there an AWS_REGION and a Pod Identity of their own.',
  };
}

function volumes({ source, templates }: DifferencesInput): Draft | undefined {
  const devices = templateOf(source, templates)?.blockDevices ?? [];
  const bottlerocket =
    source.nodegroup?.amiType?.startsWith('BOTTLEROCKET') ?? false;
  // Bottlerocket has a volume for the system and one for data, as Auto nodes do.
  if (devices.length <= (bottlerocket ? 2 : 1)) return undefined;
  return {
    area: 'disk',
    title: 'No further volumes on a node',
    now: devices
      .map(({ device, volumeSize }) =>
        volumeSize ? `${device} of ${volumeSize} GiB` : device,
      )
      .join(', '),
    after:
      'One volume for data, of the size that ephemeralStorage of the NodeClass names (80 GiB by default).',
    todo: 'Find the pods that mount these paths of the host; give them a claim of their own.',
  };
}

function morePods({ source }: DifferencesInput): Draft | undefined {
  const most = Math.max(
    0,
    ...source.nodes.map(node => Number(node.status?.capacity?.pods ?? 0)),
  );
  if (!(most > MOST_PODS)) return undefined;
  return {
    area: 'kubelet',
    title: 'No more than 110 pods on a node',
    now: `up to ${most} pods on a node`,
    after: `${MOST_PODS} pods, whatever the size of the node.`,
    todo: 'Expect more and smaller nodes where many small pods run; see the addresses above.',
  };
}
