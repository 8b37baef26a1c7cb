// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as eks from '@aws-sdk/client-eks';
import { ApiError } from '../../wire/apiError';
import { restJson } from '../../wire/restJson';
import type { Call, Handlers, Permission } from '../call';
import { modelOf, type Service } from '../service';
import { addonHandlers } from './addons';
import { entryHandlers } from './entries';
import { otherHandlers } from './fargateAndTags';
import { nodegroupHandlers } from './nodegroups';
import { readHandlers } from './reads';
import { updateClusterConfig } from './updateCluster';

type Input = Record<string, unknown>;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Operations that stand on no cluster. */
const GLOBAL = [
  'ListClusters',
  'DescribeAddonVersions',
  'DescribeClusterVersions',
  'ListAccessPolicies',
];

function clusterName(input: Input): string | undefined {
  const arn = text(input.resourceArn);
  return (
    text(input.clusterName) ??
    text(input.name) ??
    arn?.split(':')[5]?.split('/')[1]
  );
}

function resourceOf(
  call: Call,
  input: Input,
): { resource: string; tags: Record<string, string> } {
  const base = `arn:aws:eks:${call.regionName}:${call.account.id}:`;
  const name = clusterName(input);
  if (!name || GLOBAL.includes(call.operation))
    return { resource: '*', tags: {} };
  const arn = text(input.resourceArn);
  const cluster = call.region.clusters[name];
  const ofCluster = {
    resource: `${base}cluster/${name}`,
    tags: cluster?.cluster.tags ?? {},
  };
  if (arn) return { resource: arn, tags: {} };
  // Creating and listing ask for the cluster; the rest for the thing itself (Service Authorization Reference, EKS).
  if (/^(Create|List)/.test(call.operation)) return ofCluster;
  const nodegroup = text(input.nodegroupName);
  if (nodegroup) {
    const shown = cluster?.nodegroups[nodegroup]?.nodegroup;
    return {
      resource: shown?.nodegroupArn ?? `${base}nodegroup/${name}/${nodegroup}/`,
      tags: shown?.tags ?? {},
    };
  }
  const addon = text(input.addonName);
  if (addon) {
    const shown = cluster?.addons[addon];
    return {
      resource: shown?.addonArn ?? `${base}addon/${name}/${addon}/`,
      tags: shown?.tags ?? {},
    };
  }
  const principal = text(input.principalArn);
  if (principal) {
    const entry = cluster?.accessEntries[principal]?.now?.entry;
    return {
      resource:
        entry?.accessEntryArn ??
        `${base}access-entry/${name}/role/${call.account.id}/${principal
          .split('/')
          .at(-1)}/`,
      tags: entry?.tags ?? {},
    };
  }
  const profile = text(input.fargateProfileName);
  if (profile) {
    const shown = cluster?.fargateProfiles[profile];
    return {
      resource:
        shown?.fargateProfileArn ?? `${base}fargateprofile/${name}/${profile}/`,
      tags: shown?.tags ?? {},
    };
  }
  const association = text(input.associationId);
  if (association)
    return {
      resource: `${base}podidentityassociation/${name}/${association}`,
      tags: {},
    };
  return ofCluster;
}

function permissions(call: Call, input: Input): Permission[] {
  const { resource, tags } = resourceOf(call, input);
  const given: Record<string, string> =
    typeof input.tags === 'object' && input.tags !== null
      ? Object.fromEntries(
          Object.entries(input.tags).map(([k, v]) => [k, String(v)]),
        )
      : {};
  const keys = Array.isArray(input.tagKeys)
    ? input.tagKeys.map(String)
    : Object.keys(given);
  const context: Permission['context'] = {
    ...Object.fromEntries(
      Object.entries(tags).map(([k, v]) => [`aws:ResourceTag/${k}`, v]),
    ),
    ...Object.fromEntries(
      Object.entries(given).map(([k, v]) => [`aws:RequestTag/${k}`, v]),
    ),
    'aws:TagKeys': keys.length > 0 ? keys : undefined,
    'eks:clusterName': clusterName(input),
    'eks:policyArn': text(input.policyArn),
    'eks:principalArn': text(input.principalArn),
    'eks:accessEntryType': text(input.type),
  };
  const asked = { action: `eks:${call.operation}`, resource, context };
  const principal = text(input.principalArn);
  // Tagging while creating is asked for on its own, of what is being made (EKS User Guide, eks-using-tags).
  return call.operation === 'CreateAccessEntry' && keys.length > 0 && principal
    ? [
        asked,
        {
          action: 'eks:TagResource',
          resource: `arn:aws:eks:${call.regionName}:${
            call.account.id
          }:access-entry/${clusterName(input)}/role/${
            call.account.id
          }/${principal.split('/').at(-1)}/new`,
          context,
        },
      ]
    : [asked];
}

const updateHandlers: Handlers<typeof eks> = {
  UpdateClusterConfig: updateClusterConfig,
};

export function eksService(): Service {
  const operations = modelOf(eks);
  return {
    name: 'eks',
    operations,
    protocol: restJson(operations),
    handlers: {
      ...readHandlers,
      ...updateHandlers,
      ...nodegroupHandlers,
      ...addonHandlers,
      ...entryHandlers,
      ...otherHandlers,
    },
    permissions,
    cluster: (call, input) => {
      const name = clusterName(input);
      return (
        name &&
        `arn:aws:eks:${call.regionName}:${call.account.id}:cluster/${name}`
      );
    },
    denied: t => new ApiError('AccessDeniedException', 403, t),
    invalid: t => new ApiError('InvalidParameterException', 400, t),
    throttled: { code: 'ThrottlingException', status: 429 },
  };
}
