// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ObjectMeta } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/**
 * A tool that holds the definition of something, and the mark that gives it away.
 *
 * @alpha
 */
export interface Definer {
  tool: string;
  /** `tag terraform=true`, `label argocd.argoproj.io/instance`. */
  evidence: string;
}

/** Tools by the keys of tags that only they leave. */
const BY_KEY: [RegExp, string][] = [
  [/^alpha\.eksctl\.io\/|^eksctl\.cluster\.k8s\.io\//, 'eksctl'],
  [/^aws-cdk:|^aws:cdk:/, 'CDK'],
  [/^aws:cloudformation:/, 'CloudFormation'],
  [/^pulumi([-_:/]|$)/i, 'Pulumi'],
  [/^crossplane([-_:/.]|$)/i, 'Crossplane'],
  [/^(terraform|opentofu)([-_:/]|$)/i, 'Terraform'],
];
/** Keys under which people write down the tool. */
const NAMING =
  /^(managed[-_ ]?by|provisioned[-_ ]?by|provisioner|created[-_ ]?(by|with)|iac|tool)$/i;
const BY_VALUE: [RegExp, string][] = [
  [/terraform|terragrunt|opentofu|atlantis/i, 'Terraform'],
  [/pulumi/i, 'Pulumi'],
  [/crossplane/i, 'Crossplane'],
  [/eksctl/i, 'eksctl'],
  [/\bcdk\b/i, 'CDK'],
  [/cloudformation/i, 'CloudFormation'],
];
/** eksctl and CDK write through CloudFormation: who is in front is whom people talk to. */
const FRONT = ['eksctl', 'CDK'];

/**
 * Tools that the tags of a resource give away as its definition's owner, with the tag; the one that
 * people talk to first.
 *
 * @alpha
 */
export function definersOf(tags: Record<string, string>): Definer[] {
  const found: Definer[] = [];
  for (const [key, value] of Object.entries(tags)) {
    const tool =
      BY_KEY.find(([pattern]) => pattern.test(key))?.[1] ??
      (NAMING.test(key)
        ? BY_VALUE.find(([pattern]) => pattern.test(value))?.[1]
        : undefined);
    if (tool) found.push({ tool, evidence: `tag ${key}=${value}` });
  }
  const rank = ({ tool }: Definer) => (FRONT.includes(tool) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}

const GIT_OPS: { tool: string; keys: string[]; managers: string[] }[] = [
  {
    tool: 'Argo CD',
    keys: ['argocd.argoproj.io/tracking-id', 'argocd.argoproj.io/instance'],
    managers: ['argocd-controller', 'argocd-application-controller'],
  },
  {
    tool: 'Flux',
    keys: ['kustomize.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/name'],
    managers: ['kustomize-controller', 'helm-controller'],
  },
];

/**
 * The GitOps controller that applies a Kubernetes object, by its labels, annotations or field
 * managers (Argo CD, resource_tracking; Flux, kustomizations).
 *
 * @alpha
 */
export function gitOpsOf(metadata: ObjectMeta): Definer | undefined {
  for (const { tool, keys, managers } of GIT_OPS) {
    const key = keys.find(
      one => one in { ...metadata.labels, ...metadata.annotations },
    );
    if (key) return { tool, evidence: `label or annotation ${key}` };
    const manager = metadata.managers?.find(one => managers.includes(one));
    if (manager) return { tool, evidence: `field manager ${manager}` };
  }
  return undefined;
}

/** Who applies a Kubernetes object: a GitOps controller, Helm, or Terraform's provider. @alpha */
export function objectDefinersOf(metadata: ObjectMeta): Definer[] {
  const gitOps = gitOpsOf(metadata);
  const found = gitOps ? [gitOps] : [];
  const helm = metadata.annotations?.['meta.helm.sh/release-name'];
  if (helm !== undefined) {
    found.push({
      tool: 'Helm',
      evidence: `annotation meta.helm.sh/release-name=${helm}`,
    });
  }
  const terraform = metadata.managers?.find(one => /^terraform/i.test(one));
  if (terraform) {
    found.push({ tool: 'Terraform', evidence: `field manager ${terraform}` });
  }
  return found;
}
