// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Holds deploy/ against those who will read it: CloudFormation against the schemas of its resources
// (cfn-lint), the workflow against GitHub's (actionlint), Terraform against its language. The AWS
// provider's own schema cannot be had from a package index, so that `terraform validate` is not run:
// arguments are held against the list below instead. What is generated is checked by docs.mjs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deployTools } from './parts/deployTools.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const deploy = path.join(root, 'deploy');
const tools = deployTools();
if (!tools) {
  process.stderr.write(
    'cfn-lint, hclfmt, hcl2json and actionlint could not be installed (needs python3 with venv, Go, and their package indices)\n',
  );
  process.exit(1);
}

const problems = [];
function tool(name, args, { show = true } = {}) {
  const { status, stdout, stderr } = spawnSync(tools[name], args, {
    cwd: deploy,
    encoding: 'utf8',
  });
  if (status !== 0) problems.push(`${name}: ${stdout}${stderr}`);
  else if (show && stdout.trim()) problems.push(`${name}: ${stdout}`);
  return stdout;
}

tool('cfn-lint', [
  '--non-zero-exit-code',
  'informational',
  'cloudformation/eks-auto-mode.yaml',
]);
tool('actionlint', ['-shellcheck=', '-pyflakes=', 'github/eks-auto-mode.yml']);

/** Arguments and blocks of the AWS provider, 5 and later, that the module may use. */
const ARGUMENTS = {
  aws_caller_identity: [],
  aws_partition: [],
  aws_iam_policy_document: ['statement'],
  aws_iam_role: [
    'assume_role_policy',
    'description',
    'max_session_duration',
    'name',
    'permissions_boundary',
    'tags',
  ],
  aws_iam_role_policy: ['name', 'policy', 'role'],
  aws_kms_key: [
    'deletion_window_in_days',
    'description',
    'enable_key_rotation',
    'policy',
    'tags',
  ],
  aws_s3_bucket: ['bucket', 'tags'],
  aws_s3_bucket_lifecycle_configuration: ['bucket', 'rule'],
  aws_s3_bucket_ownership_controls: ['bucket', 'rule'],
  aws_s3_bucket_policy: ['bucket', 'policy'],
  aws_s3_bucket_public_access_block: [
    'block_public_acls',
    'block_public_policy',
    'bucket',
    'ignore_public_acls',
    'restrict_public_buckets',
  ],
  aws_s3_bucket_server_side_encryption_configuration: ['bucket', 'rule'],
  aws_s3_bucket_versioning: ['bucket', 'versioning_configuration'],
};
/** Of every resource, whatever it is. */
const META = ['count', 'depends_on', 'for_each', 'lifecycle', 'provider'];

const folder = path.join(deploy, 'terraform');
const files = fs.readdirSync(folder).filter(name => name.endsWith('.tf'));
for (const name of files) {
  // With -check it fails where it would write something else.
  tool('hclfmt', ['-check', path.join(folder, name)], { show: false });
}
const module = { variable: {}, locals: {}, data: {}, resource: {} };
const texts = [];
const strings = value => {
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'object' && value !== null)
    Object.values(value).forEach(strings);
};
for (const name of files) {
  const text = tool('hcl2json', [path.join(folder, name)], { show: false });
  if (!text) continue;
  const parsed = JSON.parse(text);
  strings(parsed);
  Object.assign(module.variable, parsed.variable);
  for (const each of parsed.locals ?? []) Object.assign(module.locals, each);
  for (const kind of ['data', 'resource']) {
    for (const [type, found] of Object.entries(parsed[kind] ?? {})) {
      module[kind][type] = { ...module[kind][type], ...found };
      for (const [label, [body]] of Object.entries(found)) {
        const known = ARGUMENTS[type];
        const foreign = Object.keys(body).filter(
          argument => !META.includes(argument) && !known?.includes(argument),
        );
        if (!known) problems.push(`${name}: ${type} is not on the list`);
        else if (foreign.length)
          problems.push(`${name}: ${type}.${label} has no ${foreign}`);
      }
    }
  }
}
const used = new Set();
for (const text of texts) {
  for (const [, expression] of text.matchAll(/\$\{([^}]*)\}/g)) {
    const reference = /\b(?:(var|local)\.(\w+)|(data\.)?(aws_\w+)\.(\w+))/g;
    for (const [whole, scope, name, data, type, label] of expression.matchAll(
      reference,
    )) {
      const found = scope
        ? name in module[scope === 'var' ? 'variable' : 'locals']
        : label in (module[data ? 'data' : 'resource'][type] ?? {});
      if (scope === 'var') used.add(name);
      if (!found) problems.push(`terraform: nothing declares ${whole}`);
    }
  }
}
for (const name of Object.keys(module.variable))
  if (!used.has(name))
    problems.push(`terraform: the variable ${name} is not used`);

// What templatefile() fills in, and the size that IAM takes (IAM quotas: 10,240 without white space).
const values = Object.keys(module.locals.values ?? {});
for (const name of fs.readdirSync(path.join(folder, 'policies'))) {
  const text = fs.readFileSync(path.join(folder, 'policies', name), 'utf8');
  for (const [, variable] of text.matchAll(/\$\{(\w+)\}/g))
    if (!values.includes(variable))
      problems.push(`policies/${name}: nothing fills ${variable}`);
  const long = JSON.stringify(
    JSON.parse(text.replace(/\$\{\w+\}/g, 'a'.repeat(64))),
  );
  if (long.length > 10_240)
    problems.push(`policies/${name} may be longer than IAM takes`);
}

if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(1);
}
process.stdout.write('deploy/ is as its readers want it\n');
