// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { authenticate, claimed, expiredToken } from './auth/authenticate';
import { contextOf, decideForPrincipal, deniedText } from './auth/authorize';
import type { Call } from './aws/call';
import { handlerOf, type Service } from './aws/service';
import type { Effect, FaultList } from './faults/faultList';
import { ApiError } from './wire/apiError';
import type { Operation } from './wire/operations';
import { record } from './wire/protocol';
import type { WireRequest, WireResponse } from './wire/request';
import { missingMembers, problems } from './wire/validate';
import type { World } from './world/world';

export type Answer =
  | WireResponse
  /** The connection closes without an answer. */
  | 'drop'
  /** Nobody ever answers. */
  | 'silence';

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}

function faultError(service: Service, effect: Effect): ApiError | undefined {
  if (effect.type === 'expired-token') return expiredToken(service.name);
  if (effect.type !== 'error') return undefined;
  if (effect.status === 429 && !effect.code) {
    const { code, status } = service.throttled;
    return new ApiError(code, status, effect.message ?? 'Rate exceeded');
  }
  const fallback =
    effect.status >= 500 ? 'InternalFailure' : 'AccessDeniedException';
  return new ApiError(
    effect.code ?? fallback,
    effect.status,
    effect.message ?? 'An error was injected into the sandbox',
  );
}

/** Takes a signed request through authentication, faults, the model, authorisation and its handler. */
export class Gate {
  readonly #services: Map<string, Service>;

  constructor(
    private readonly world: World,
    private readonly faults: FaultList,
    services: Service[],
    private readonly log: (line: string) => void,
  ) {
    this.#services = new Map(services.map(s => [s.name, s]));
  }

  async serve(request: WireRequest): Promise<Answer> {
    const claim = claimed(request);
    const service = this.#services.get(claim?.service ?? 's3');
    if (!service) {
      return {
        status: 501,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          __type: 'UnknownServiceException',
          message: `The sandbox does not speak the service '${claim?.service}'`,
        }),
      };
    }
    try {
      return await this.#serve(service, request);
    } catch (error) {
      if (error instanceof ApiError)
        return service.protocol.error(error, request);
      this.log(
        `${service.name} ${request.method} ${request.path}: ${
          error instanceof Error ? error.stack : String(error)
        }`,
      );
      return service.protocol.error(
        new ApiError(
          'InternalFailure',
          500,
          'The sandbox failed; its log says why',
        ),
        request,
      );
    }
  }

  async #serve(service: Service, request: WireRequest): Promise<Answer> {
    const { principal, region } = authenticate(
      this.world.state,
      request,
      this.world.now(),
    );
    const found = service.protocol.operation(request);
    if (!found) {
      throw new ApiError(
        'UnknownOperationException',
        501,
        `The sandbox's ${service.name} does not know ${request.method} ${request.path}`,
      );
    }
    const { operation, labels } = found;
    const call: Call = {
      world: this.world,
      principal,
      account: this.world.account(principal.accountId),
      regionName: region,
      region: this.world.region(principal.accountId, region),
      service: service.name,
      operation: operation.name,
      request,
    };
    const handler = handlerOf(service, operation.name);
    if (!handler) {
      throw new ApiError(
        'UnknownOperationException',
        501,
        `The sandbox does not implement ${service.name}:${operation.name}`,
      );
    }
    let input: Record<string, unknown>;
    try {
      input = service.protocol.read(request, operation, labels);
    } catch (error) {
      throw error instanceof ApiError && error.code === 'MalformedInput'
        ? service.invalid(error.message)
        : error;
    }
    const effects = this.faults.effects({
      service: service.name,
      operation: operation.name,
      clusterArn: service.cluster?.(call, input),
      caller: principal.arn,
      place: `${principal.accountId}/${region}`,
      resource: () =>
        missingMembers(operation.input, input).length > 0
          ? undefined
          : service.permissions(call, input)[0]?.resource,
    });
    let after: 'drop' | 'silence' | ApiError | undefined;
    for (const effect of effects) {
      if (effect.type === 'latency') await pause(effect.milliseconds);
      const error = faultError(service, effect);
      if (error && !(effect.type === 'error' && effect.effect)) throw error;
      after = error ?? after;
      if (effect.type === 'drop' || effect.type === 'timeout') {
        after = effect.type === 'drop' ? 'drop' : 'silence';
        if (!effect.effect) return after;
      }
    }
    const answer = await this.#perform(
      service,
      operation,
      call,
      input,
      handler,
    );
    if (after instanceof ApiError) throw after;
    return after ?? answer;
  }

  async #perform(
    service: Service,
    operation: Operation,
    call: Call,
    input: Record<string, unknown>,
    handler: (call: Call, input: Record<string, unknown>) => unknown,
  ): Promise<WireResponse> {
    const missing = missingMembers(operation.input, input);
    if (missing.length > 0) {
      throw service.invalid(
        `The request must contain the parameter ${missing.join(', ')}`,
      );
    }
    const permissions = service.permissions(call, input);
    if (service.authorize) {
      service.authorize(call, input, permissions);
    } else {
      this.#authorize(service, call, permissions);
    }
    if (service.name === 'ec2' && input.DryRun === true) {
      throw new ApiError(
        'DryRunOperation',
        412,
        'Request would have succeeded, but DryRun flag is set.',
      );
    }
    const output = record(await handler(call, input));
    const wrong = problems(operation.output, output);
    if (wrong.length > 0) {
      this.log(
        `${service.name}:${
          operation.name
        } answers against its model: ${wrong.join('; ')}`,
      );
      throw new ApiError(
        'InternalFailure',
        500,
        `The sandbox's answer does not fit the model: ${wrong[0]}`,
      );
    }
    return service.protocol.write(operation, output, call.request);
  }

  #authorize(
    service: Service,
    call: Call,
    permissions: ReturnType<Service['permissions']>,
  ): void {
    const context = contextOf(call);
    for (const permission of permissions) {
      const { decision } = decideForPrincipal(
        this.world,
        call.principal,
        permission,
        context,
      );
      if (decision !== 'allowed') {
        throw service.denied(deniedText(call, permission, decision));
      }
    }
  }
}
