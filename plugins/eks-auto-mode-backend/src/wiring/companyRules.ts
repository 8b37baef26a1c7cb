// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { CompanyDemand, CompanyRule } from '../readiness/companyRules';

const SEVERITIES = ['blocker', 'warning', 'info'] as const;

/**
 * The rules of the company, from `eksAutoMode.rules`.
 *
 * @throws InputError where a rule is none.
 */
export function readCompanyRules(config: Config | undefined): CompanyRule[] {
  const rules = (config?.getOptionalConfigArray('rules') ?? []).map(ruleOf);
  const codes = rules.map(rule => rule.code);
  const twice = codes.find((code, index) => codes.indexOf(code) !== index);
  if (twice)
    throw new InputError(`eksAutoMode.rules: the code ${twice} stands twice`);
  return rules;
}

function ruleOf(config: Config): CompanyRule {
  const code = config.getString('code');
  const fail = (what: string) =>
    new InputError(`eksAutoMode.rules, ${code}: ${what}`);
  if (!/^X-[A-Z0-9][A-Z0-9-]{0,28}$/.test(code)) {
    throw fail(
      'a code begins with X- and goes on in capital letters, digits and hyphens',
    );
  }
  const title = config.getString('title');
  const asked = config.getOptionalString('severity') ?? 'warning';
  const severity = SEVERITIES.find(each => each === asked);
  if (!severity)
    throw fail(`severity is '${asked}', expected ${SEVERITIES.join(', ')}`);
  const demands = demandsOf(config);
  if (demands.length !== 1) {
    throw fail(
      'exactly one of images, registries, tags and mustNotRestart says what is asked',
    );
  }
  return {
    code,
    title,
    severity,
    why:
      config.getOptionalString('why') ?? 'A rule of the company asks for it.',
    remediation:
      config.getOptionalString('remediation') ??
      'Do as the rule says, or accept the finding with a reason.',
    demand: demands[0],
  };
}

function demandsOf(config: Config): CompanyDemand[] {
  const images = config.getOptionalConfig('images');
  const registries = config.getOptionalStringArray('registries');
  const tags = config.getOptionalStringArray('tags');
  const mustNotRestart = config.getOptionalStringArray('mustNotRestart');
  return [
    ...(images
      ? [
          {
            type: 'images' as const,
            ids: images.getStringArray('ids'),
            autoMode: images.getOptionalBoolean('autoMode') ?? false,
          },
        ]
      : []),
    ...(registries ? [{ type: 'registries' as const, names: registries }] : []),
    ...(mustNotRestart
      ? [{ type: 'mustNotRestart' as const, labels: mustNotRestart }]
      : []),
    ...(tags ? [{ type: 'tags' as const, keys: tags }] : []),
  ];
}
