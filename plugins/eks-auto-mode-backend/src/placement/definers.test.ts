// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { definersOf, objectDefinersOf } from './definers';

describe('who holds a definition', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ 'alpha.eksctl.io/cluster-name': 'shop' }, ['eksctl']],
    [{ 'aws:cloudformation:stack-name': 's' }, ['CloudFormation']],
    [
      {
        'aws:cloudformation:stack-name': 's',
        'alpha.eksctl.io/cluster-name': 'a',
      },
      ['eksctl', 'CloudFormation'],
    ],
    [
      { 'aws:cloudformation:stack-name': 's', 'aws:cdk:path': 'p' },
      ['CDK', 'CloudFormation'],
    ],
    [{ 'aws-cdk:id': 'x' }, ['CDK']],
    [{ ManagedBy: 'Terraform' }, ['Terraform']],
    [{ 'managed-by': 'terragrunt' }, ['Terraform']],
    [{ 'created by': 'OpenTofu' }, ['Terraform']],
    [{ 'terraform-module': 'x' }, ['Terraform']],
    [{ terraform: 'true' }, ['Terraform']],
    [{ provisioner: 'pulumi' }, ['Pulumi']],
    [{ 'pulumi:project': 'x' }, ['Pulumi']],
    [{ 'crossplane-kind': 'nodegroup.eks.aws' }, ['Crossplane']],
    [{ ManagedBy: 'the platform team' }, []],
    [{ team: 'terraform-guild', note: 'not terraform' }, []],
    [{ terraformers: 'a team' }, []],
    [{ pulumi: 'x' }, ['Pulumi']],
    [{ crossplane: 'x' }, ['Crossplane']],
    [{ 'eksctl.cluster.k8s.io/v1alpha1/cluster-name': 'x' }, ['eksctl']],
    [{ 'aws:cdk:path': 'p' }, ['CDK']],
    [{ 'provisioned by': 'terraform' }, ['Terraform']],
    [{ ProvisionedBy: 'terraform' }, ['Terraform']],
    [{ createdwith: 'eksctl' }, ['eksctl']],
    [{ 'created-with': 'CDK' }, ['CDK']],
    [{ managedby: 'crossplane' }, ['Crossplane']],
    [{ iac: 'cloudformation' }, ['CloudFormation']],
    [{ 'x/alpha.eksctl.io/x': 'a' }, []],
    [{ 'x/eksctl.cluster.k8s.io/x': 'a' }, []],
    [{ 'my-aws-cdk:x': 'a', 'my:aws:cdk:x': 'b' }, []],
    [{ 'my:aws:cloudformation:x': 'a' }, []],
    [{ 'no-pulumi': 'a', 'my-crossplane': 'b', 'not-terraform': 'c' }, []],
    [{ 'not-managed-by': 'terraform', 'managed-by-whom': 'pulumi' }, []],
  ])('the tags %j name %j', (tags, tools) => {
    expect(definersOf(tags).map(one => one.tool)).toEqual(tools);
  });

  it('shows the tag that gives the tool away', () => {
    expect(definersOf({ Owner: 'a', ManagedBy: 'Terraform' })).toEqual([
      { tool: 'Terraform', evidence: 'tag ManagedBy=Terraform' },
    ]);
  });

  it.each([
    [
      'an annotation of Argo CD',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'a:b' } },
      ['Argo CD'],
    ],
    [
      'a label of Flux',
      { labels: { 'kustomize.toolkit.fluxcd.io/name': 'pools' } },
      ['Flux'],
    ],
    ['a field manager of Flux', { managers: ['helm-controller'] }, ['Flux']],
    [
      'a release of Helm',
      { annotations: { 'meta.helm.sh/release-name': 'pools' } },
      ['Helm'],
    ],
    ['Terraform’s provider', { managers: ['Terraform'] }, ['Terraform']],
    [
      'a field manager of Argo CD',
      { managers: ['argocd-controller'] },
      ['Argo CD'],
    ],
    ['another manager that only ends so', { managers: ['no-terraform'] }, []],
    ['a person', { managers: ['kubectl-client-side-apply'] }, []],
  ])('knows %s on an object', (_name, metadata, tools) => {
    expect(
      objectDefinersOf({ name: 'pool', ...metadata }).map(one => one.tool),
    ).toEqual(tools);
  });
});
