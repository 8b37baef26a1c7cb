// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** Calls by service and operation, of the whole fleet. */
export type Calls = Record<string, Record<string, number>>;

/** What reached the sandbox. */
export interface Counted {
  calls: Calls;
  /** Of them, turned away because their bucket was empty. */
  throttled: number;
  /** Unix ms. */
  firstAt?: number;
  lastAt?: number;
}

export function add(
  calls: Calls,
  service: string,
  operation: string,
  count = 1,
): void {
  calls[service] ??= {};
  calls[service][operation] = (calls[service][operation] ?? 0) + count;
}

export const sum = (operations: Record<string, number> = {}): number =>
  Object.values(operations).reduce((total, count) => total + count, 0);

export const total = (calls: Calls): number =>
  Object.values(calls).reduce((all, operations) => all + sum(operations), 0);

/** Service by service and call by call: how many were made, how few would do. */
export function compare(made: Calls, minimum: Calls) {
  const ratio = (a: number, b: number) =>
    b === 0 ? undefined : Math.round((a / b) * 1000) / 1000;
  const services = [
    ...new Set([...Object.keys(made), ...Object.keys(minimum)]),
  ].sort();
  return {
    made: total(made),
    minimum: total(minimum),
    ratio: ratio(total(made), total(minimum)),
    services: Object.fromEntries(
      services.map(service => {
        const operations = [
          ...new Set([
            ...Object.keys(made[service] ?? {}),
            ...Object.keys(minimum[service] ?? {}),
          ]),
        ].sort();
        return [
          service,
          {
            made: sum(made[service]),
            minimum: sum(minimum[service]),
            ratio: ratio(sum(made[service]), sum(minimum[service])),
            operations: Object.fromEntries(
              operations.map(operation => [
                operation,
                {
                  made: made[service]?.[operation] ?? 0,
                  minimum: minimum[service]?.[operation] ?? 0,
                },
              ]),
            ),
          },
        ];
      }),
    ),
  };
}
