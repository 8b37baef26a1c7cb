// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { Knex } from 'knex';

/** A database that takes longer to answer nothing is as good as gone. */
const PATIENCE_MS = 5_000;
/**
 * SQLite lies in this process and has one connection: a question waits for every transaction before
 * it, which on a busy machine takes seconds and means nothing.
 */
const SQLITE_PATIENCE_MS = 60_000;
/** An answer is believed for so long. */
const FRESH_MS = 1_000;

const REMEDY =
  'Look at the database that backend.database of the app configuration names; everything goes on by itself when it answers';

/** Whether the database answers, asked at most once a second however many requests come. */
export class DatabaseWatch {
  #asked: { at: number; answer: Promise<string | undefined> } | undefined;
  #gone = false;

  constructor(
    private readonly options: {
      ask(): Promise<unknown>;
      logger: LoggerService;
      now?: () => number;
      patienceMs?: number;
    },
  ) {}

  static of(db: Knex, logger: LoggerService): DatabaseWatch {
    const inProcess = String(db.client.config.client).includes('sqlite');
    return new DatabaseWatch({
      ask: async () => db.raw('select 1'),
      logger,
      patienceMs: inProcess ? SQLITE_PATIENCE_MS : PATIENCE_MS,
    });
  }

  /** @returns why it does not answer; undefined where it does. */
  async silence(): Promise<string | undefined> {
    const now = (this.options.now ?? Date.now)();
    if (!this.#asked || now - this.#asked.at >= FRESH_MS)
      this.#asked = { at: now, answer: this.#ask() };
    return this.#asked.answer;
  }

  async #ask(): Promise<string | undefined> {
    const { ask, logger, patienceMs = PATIENCE_MS } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>(resolve => {
      timer = setTimeout(
        () => resolve(`no answer within ${patienceMs / 1000} s`),
        patienceMs,
      );
    });
    const asked = ask().then(
      () => undefined,
      error =>
        (error instanceof Error && error.message) ||
        (error instanceof Error && 'code' in error && String(error.code)) ||
        'it refused',
    );
    const why = await Promise.race([asked, late]);
    clearTimeout(timer);
    if (why !== undefined && !this.#gone)
      logger.error(
        `The portal's database does not answer: ${why}. Runs stand still, and nothing is changed on any cluster. What to do: ${REMEDY}`,
      );
    if (why === undefined && this.#gone)
      logger.info(`The portal's database answers again`);
    this.#gone = why !== undefined;
    return why;
  }
}

function unavailable(why: string): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The portal's database does not answer (${why}). Nothing was changed; runs stand still until it does. ${REMEDY}.`,
  );
}

/** A router whose requests are answered 503 with the reason while the database is gone. */
export function databaseGate(
  watch: DatabaseWatch,
  router: RequestHandler,
): Router {
  const before: RequestHandler = (_req, _res, next) => {
    watch
      .silence()
      .then(
        why => next(why === undefined ? undefined : unavailable(why)),
        next,
      );
  };
  /** It may go while a request is under way; what failed for that reason says so. */
  const after: ErrorRequestHandler = (error, _req, _res, next) => {
    watch
      .silence()
      .then(why => next(why === undefined ? error : unavailable(why)), next);
  };
  return Router().use(before).use(router).use(after);
}
