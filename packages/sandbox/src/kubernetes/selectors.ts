// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LabelSelector } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export type Labels = Record<string, string>;
type Requirement = { key: string; matches(value: string | undefined): boolean };

const KEY =
  /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

export class SelectorError extends Error {}

function parseOne(text: string): Requirement {
  const set = /^\s*([^\s!=(),]+)\s+(in|notin)\s+\(([^()]*)\)\s*$/.exec(text);
  if (set) {
    const values = new Set(set[3].split(',').map(v => v.trim()));
    const within = set[2] === 'in';
    return {
      key: checked(set[1]),
      matches: v =>
        within
          ? v !== undefined && values.has(v)
          : v === undefined || !values.has(v),
    };
  }
  const equality = /^\s*([^\s!=(),]+)\s*(==|=|!=)\s*([^\s=!(),]*)\s*$/.exec(
    text,
  );
  if (equality) {
    const [, key, operator, value] = equality;
    return {
      key: checked(key),
      matches: v => (operator === '!=' ? v !== value : v === value),
    };
  }
  const exists = /^\s*(!?)\s*([^\s!=(),]+)\s*$/.exec(text);
  if (exists)
    return {
      key: checked(exists[2]),
      matches: v => (exists[1] ? v === undefined : v !== undefined),
    };
  throw new SelectorError(`unable to parse requirement: found '${text}'`);
}

function checked(key: string): string {
  if (!KEY.test(key))
    throw new SelectorError(
      `unable to parse requirement: invalid label key "${key}"`,
    );
  return key;
}

/** Parses the `labelSelector` of a list request. */
export function parseLabelSelector(
  text: string,
): (labels: Labels | undefined) => boolean {
  if (text.trim() === '') return () => true;
  const requirements = text.split(/,(?![^(]*\))/).map(parseOne);
  return labels => requirements.every(r => r.matches(labels?.[r.key]));
}

/** Parses the `fieldSelector` of a list request against the fields that the type offers. */
export function parseFieldSelector(
  text: string,
  fields: Record<string, (object: never) => string>,
): {
  matches: (read: (field: string) => string) => boolean;
  exact: Record<string, string>;
} {
  const exact: Record<string, string> = {};
  const requirements = text
    .split(',')
    .filter(part => part.trim() !== '')
    .map(part => {
      const match = /^\s*([\w.\-/]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(part);
      if (!match)
        throw new SelectorError(
          `invalid selector: '${text}'; can't understand '${part}'`,
        );
      const [, field, operator, value] = match;
      if (!(field in fields))
        throw new SelectorError(`field label not supported: ${field}`);
      if (operator !== '!=') exact[field] = value;
      return { field, equal: operator !== '!=', value };
    });
  return {
    exact,
    matches: read =>
      requirements.every(r => (read(r.field) === r.value) === r.equal),
  };
}

const compiled = new WeakMap<
  LabelSelector,
  (labels: Labels | undefined) => boolean
>();

/** Compiles a selector object; an empty one matches everything, an absent one nothing. */
export function compileSelector(
  selector: LabelSelector | undefined,
): (labels: Labels | undefined) => boolean {
  if (!selector) return () => false;
  const known = compiled.get(selector);
  if (known) return known;
  const pairs = Object.entries(selector.matchLabels ?? {});
  const expressions = selector.matchExpressions ?? [];
  const matches = (labels: Labels | undefined): boolean =>
    pairs.every(([key, value]) => labels?.[key] === value) &&
    expressions.every(({ key, operator, values }) => {
      const value = labels?.[key];
      switch (operator) {
        case 'In':
          return value !== undefined && (values ?? []).includes(value);
        case 'NotIn':
          return value === undefined || !(values ?? []).includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    });
  compiled.set(selector, matches);
  return matches;
}
