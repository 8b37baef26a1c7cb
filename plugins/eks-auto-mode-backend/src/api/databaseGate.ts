// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  Router,
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
} from 'express';
import type { Knex } from 'knex';
import { worksInThisThread } from '../database/migrate';

/** A database that takes longer to answer nothing is as good as gone. */
const PATIENCE_MS = 5_000;
/**
 * SQLite lies in this process and has one connection: a question waits for every transaction before
 * it, which on a busy machine takes seconds and means nothing.
 */
const SQLITE_PATIENCE_MS = 60_000;
/** An answer is believed for so long. */
const FRESH_MS = 1_000;
/** How often a request that is under way looks whether the database still answers. */
const LOOK_MS = 2_000;

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
    return new DatabaseWatch({
      ask: async () => db.raw('select 1'),
      logger,
      patienceMs: worksInThisThread(db) ? SQLITE_PATIENCE_MS : PATIENCE_MS,
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

function unavailable(why: string, now: string): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The portal's database does not answer (${why}). ${now}; runs stand still until it does. ${REMEDY}.`,
  );
}

const UNTOUCHED = 'Nothing was changed';

/** What is true of a request that had begun when the database went. */
const begun = (req: Request) =>
  ['GET', 'HEAD'].includes(req.method)
    ? UNTOUCHED
    : 'Whether this request took effect is seen when it answers: look before you repeat it';

/**
 * A router whose requests are answered 503 with the reason while the database is gone: those that
 * come, and those that were under way when it went.
 */
export function databaseGate(
  watch: DatabaseWatch,
  router: RequestHandler,
  options: { lookMs?: number } = {},
): Router {
  const before: RequestHandler = (req, res, next) => {
    watch.silence().then(why => {
      if (why !== undefined) {
        next(unavailable(why, UNTOUCHED));
        return;
      }
      const look = setInterval(() => {
        watch.silence().then(gone => {
          if (gone === undefined || res.headersSent) return;
          clearInterval(look);
          next(unavailable(gone, begun(req)));
        }, next);
      }, options.lookMs ?? LOOK_MS);
      look.unref();
      res.once('close', () => clearInterval(look));
      next();
    }, next);
  };
  const after: ErrorRequestHandler = (error, req, res, next) => {
    // Its caller has been told already; what its handler came to since then interests nobody.
    if (res.headersSent) return;
    if (error instanceof ServiceUnavailableError) {
      next(error);
      return;
    }
    watch
      .silence()
      .then(
        why => next(why === undefined ? error : unavailable(why, begun(req))),
        next,
      );
  };
  return Router().use(before).use(router).use(after);
}
