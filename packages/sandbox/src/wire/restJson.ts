// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ApiError } from './apiError';
import { readJson, writeJson } from './json';
import type { Operation } from './operations';
import { record, type Protocol } from './protocol';
import { readBindings, writeHeaders } from './rest';
import { Routes } from './routes';

export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError('SerializationException', 400, 'The body is not JSON');
  }
}

/** REST-JSON, as EKS speaks it. */
export function restJson(operations: Map<string, Operation>): Protocol {
  const routes = new Routes(operations.values());
  return {
    operation: request =>
      routes.find(request.method, request.path, request.query),
    read(request, operation, labels) {
      const bound = readBindings(operation.input, request, labels);
      const body = operation.input.isUnitSchema()
        ? {}
        : record(readJson(operation.input, parseBody(request.body)));
      return { ...body, ...bound };
    },
    write(operation, output, request) {
      return {
        status: operation.http?.status ?? 200,
        headers: {
          'content-type': 'application/json',
          'x-amzn-requestid': request.requestId,
          ...writeHeaders(operation.output, output),
        },
        body: JSON.stringify(writeJson(operation.output, output) ?? {}),
      };
    },
    error(error, request) {
      return {
        status: error.status,
        headers: {
          'content-type': 'application/json',
          'x-amzn-errortype': error.code,
          'x-amzn-requestid': request.requestId,
        },
        body: JSON.stringify({ message: error.message, ...error.members }),
      };
    },
  };
}

/** AWS JSON 1.1, as Pricing and Service Quotas speak it. */
export function json11(operations: Map<string, Operation>): Protocol {
  return {
    operation(request) {
      const target = request.headers['x-amz-target'] ?? '';
      const operation = operations.get(target.split('.')[1] ?? '');
      return operation && { operation, labels: {} };
    },
    read: (request, operation) =>
      record(readJson(operation.input, parseBody(request.body))),
    write: (operation, output, request) => ({
      status: 200,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': request.requestId,
      },
      body: JSON.stringify(writeJson(operation.output, output) ?? {}),
    }),
    error: (error, request) => ({
      status: error.status,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': request.requestId,
      },
      body: JSON.stringify({ __type: error.code, message: error.message }),
    }),
  };
}
