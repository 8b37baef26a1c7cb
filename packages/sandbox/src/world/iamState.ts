// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Lagging } from './lagging';
import type { PolicyDocument } from '../auth/policyDocument';

export interface Tags {
  [key: string]: string;
}

export interface UserState {
  name: string;
  arn: string;
  id: string;
  accessKeys: { accessKeyId: string; secretAccessKey: string }[];
  /** ARNs of managed policies. */
  attached: string[];
  inline: Record<string, PolicyDocument>;
  tags: Tags;
}

export interface RoleState {
  name: string;
  path: string;
  arn: string;
  id: string;
  createdAt: Date;
  description?: string;
  maxSessionSeconds: number;
  trust: PolicyDocument;
  attached: string[];
  inline: Record<string, PolicyDocument>;
  permissionsBoundary?: string;
  tags: Tags;
}

export interface ManagedPolicyState {
  name: string;
  arn: string;
  id: string;
  path: string;
  description?: string;
  createdAt: Date;
  versions: { id: string; document: PolicyDocument; createdAt: Date }[];
  defaultVersion: string;
}

export interface InstanceProfileState {
  name: string;
  arn: string;
  id: string;
  createdAt: Date;
  roles: string[];
}

export interface IamState {
  users: Record<string, UserState>;
  roles: Record<string, Lagging<RoleState>>;
  policies: Record<string, ManagedPolicyState>;
  instanceProfiles: Record<string, InstanceProfileState>;
  /** By ARN. */
  oidcProviders: Record<
    string,
    { url: string; clientIds: string[]; thumbprints: string[]; createdAt: Date }
  >;
  /** Managed policies that one role may carry. */
  attachedPolicyQuota: number;
}

/** What AssumeRole handed out. */
export interface SessionState {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expires: Date;
  accountId: string;
  roleName: string;
  roleArn: string;
  roleId: string;
  sessionName: string;
  arn: string;
  tags: Tags;
  transitiveTagKeys: string[];
  policy?: PolicyDocument;
  policyArns: string[];
  sourceIdentity?: string;
  issuedAt: Date;
}
