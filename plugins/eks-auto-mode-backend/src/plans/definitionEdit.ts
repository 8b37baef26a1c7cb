// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Situation } from './situation';
import { builtInPools } from './steps/enable';

function groupsOf({ placement }: Situation): string[] {
  return placement.moved.flatMap(({ nodegroup }) => nodegroup?.name ?? []);
}

function terraform(situation: Situation): string {
  const pools = builtInPools(situation)
    .map(pool => `"${pool}"`)
    .join(', ');
  return [
    `# The cluster ${situation.parts.cluster.name}. Leave bootstrap_self_managed_addons as it is:`,
    '# changing it replaces the cluster.',
    'resource "aws_eks_cluster" "this" {',
    '  compute_config {',
    '    enabled       = true',
    `    node_pools    = [${pools}]`,
    `    node_role_arn = "${situation.nodeRole.arn}"`,
    '  }',
    '  kubernetes_network_config {',
    '    elastic_load_balancing {',
    '      enabled = true',
    '    }',
    '  }',
    '  storage_config {',
    '    block_storage {',
    '      enabled = true',
    '    }',
    '  }',
    '  access_config {',
    '    authentication_mode = "API_AND_CONFIG_MAP"',
    '  }',
    '}',
    ...groupsOf(situation).flatMap(name => [
      '',
      `# Node group ${name}: emptied by the run, deleted by you after the soak.`,
      `resource "aws_eks_node_group" "${name.replace(
        /[^A-Za-z0-9_-]/g,
        '_',
      )}" {`,
      '  lifecycle {',
      '    ignore_changes = [scaling_config]',
      '  }',
      '}',
    ]),
  ].join('\n');
}

function eksctl(situation: Situation): string {
  return [
    'apiVersion: eksctl.io/v1alpha5',
    'kind: ClusterConfig',
    'metadata:',
    `  name: ${situation.parts.cluster.name}`,
    `  region: ${situation.parts.cluster.region}`,
    'autoModeConfig:',
    '  enabled: true',
    `  nodeRoleARN: ${situation.nodeRole.arn}`,
    `  nodePools: [${builtInPools(situation).join(', ')}]`,
    ...(groupsOf(situation).length
      ? [
          '# Take these out of managedNodeGroups once they are retired:',
          ...groupsOf(situation).map(name => `#   - name: ${name}`),
        ]
      : []),
  ].join('\n');
}

function cloudFormation(situation: Situation): string {
  return [
    'Resources:',
    '  Cluster: # AWS::EKS::Cluster',
    '    Properties:',
    '      ComputeConfig:',
    '        Enabled: true',
    `        NodePools: [${builtInPools(situation).join(', ')}]`,
    `        NodeRoleArn: ${situation.nodeRole.arn}`,
    '      KubernetesNetworkConfig:',
    '        ElasticLoadBalancing:',
    '          Enabled: true',
    '      StorageConfig:',
    '        BlockStorage:',
    '          Enabled: true',
    '      AccessConfig:',
    '        AuthenticationMode: API_AND_CONFIG_MAP',
    ...groupsOf(situation).flatMap(name => [
      `  # The AWS::EKS::Nodegroup ${name}: ScalingConfig MinSize 0, DesiredSize 0`,
    ]),
  ].join('\n');
}

/** The same change in the words of the tool that defines the cluster. */
export function definitionEdit(tool: string, situation: Situation): string {
  switch (tool) {
    case 'Terraform':
      return terraform(situation);
    case 'eksctl':
      return eksctl(situation);
    case 'CDK':
      return `# Through overrides of the cluster's CfnCluster, so that the template reads:\n${cloudFormation(
        situation,
      )}`;
    case 'CloudFormation':
      return cloudFormation(situation);
    default:
      return `# In the definition that ${tool} applies, the properties that CloudFormation calls:\n${cloudFormation(
        situation,
      )}`;
  }
}
