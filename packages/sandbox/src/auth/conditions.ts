// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { list, type Statement } from './policyDocument';

/** Condition keys of a request, in lower case; several values make a multi-valued key. */
export type ConditionContext = Map<string, string[]>;

const compiled = new Map<string, RegExp>();
/** Patterns come from a few policies and filters; beyond this many the collection starts anew. */
const MOST_COMPILED = 5000;

/** IAM's wildcards: `*` any text, `?` any character. */
export function wildcard(pattern: string, text: string, fold = false): boolean {
  const key = `${fold ? 'i' : 's'}${pattern}`;
  let expression = compiled.get(key);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    expression = new RegExp(`^${source}$`, fold ? 'is' : 's');
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(key, expression);
  }
  return expression.test(text);
}

/** Puts the values of policy variables in, such as ${aws:PrincipalTag/team}; an unknown one matches nothing. */
export function substitute(
  text: string,
  context: ConditionContext,
): string | undefined {
  let unknown = false;
  const result = text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (['*', '?', '$'].includes(name)) return name;
    const [key, fallback] = name.split(/\s*,\s*'?/);
    const value = context.get(key.toLowerCase())?.[0];
    if (value !== undefined) return value;
    if (fallback !== undefined) return fallback.replace(/'$/, '');
    unknown = true;
    return '';
  });
  return unknown ? undefined : result;
}

type Test = (wanted: string, actual: string) => boolean;

function ipInRange(range: string, address: string): boolean {
  const number = (ip: string) =>
    ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [base, bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(address) / size);
}

const TESTS: Record<string, Test> = {
  StringEquals: (w, a) => w === a,
  StringEqualsIgnoreCase: (w, a) => w.toLowerCase() === a.toLowerCase(),
  StringLike: (w, a) => wildcard(w, a),
  ArnEquals: (w, a) => wildcard(w, a),
  ArnLike: (w, a) => wildcard(w, a),
  Bool: (w, a) => w.toLowerCase() === a.toLowerCase(),
  NumericEquals: (w, a) => Number(a) === Number(w),
  NumericLessThan: (w, a) => Number(a) < Number(w),
  NumericLessThanEquals: (w, a) => Number(a) <= Number(w),
  NumericGreaterThan: (w, a) => Number(a) > Number(w),
  NumericGreaterThanEquals: (w, a) => Number(a) >= Number(w),
  DateLessThan: (w, a) => Date.parse(a) < Date.parse(w),
  DateGreaterThan: (w, a) => Date.parse(a) > Date.parse(w),
  IpAddress: (w, a) => ipInRange(w, a),
};

const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  NotIpAddress: 'IpAddress',
};

function holds(
  operator: string,
  key: string,
  wanted: string[],
  context: ConditionContext,
): boolean {
  const [, set, name] =
    /^(?:(ForAllValues|ForAnyValue):)?(.+)$/.exec(operator) ?? [];
  const ifExists = name.endsWith('IfExists');
  const base = ifExists ? name.slice(0, -'IfExists'.length) : name;
  const actual = context.get(key.toLowerCase()) ?? [];
  const present = actual.length > 0;
  if (base === 'Null') {
    return wanted.some(w => (w.toLowerCase() === 'true') === !present);
  }
  const negated = NEGATED[base];
  const test = TESTS[negated ?? base];
  if (!test) throw new Error(`unknown condition operator ${operator}`);
  if (!present) return ifExists || set === 'ForAllValues' || Boolean(negated);
  const one = (value: string) => {
    const any = wanted.some(w => {
      const text = substitute(w, context);
      return text !== undefined && test(text, value);
    });
    return negated ? !any : any;
  };
  if (set === 'ForAnyValue') return actual.some(one);
  return actual.every(one);
}

/** Every operator and every key must hold (IAM User Guide, reference_policies_elements_condition). */
export function conditionsHold(
  condition: Statement['Condition'],
  context: ConditionContext,
): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      holds(operator, key, list(values).map(String), context),
    ),
  );
}
