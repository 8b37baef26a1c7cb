// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockErrorHandler, mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { databaseGate, DatabaseWatch } from './databaseGate';

function bench() {
  const logger = mockServices.logger.mock();
  let now = 0;
  let answer: () => Promise<unknown> = async () => 1;
  let asked = 0;
  const watch = new DatabaseWatch({
    ask: () => {
      asked += 1;
      return answer();
    },
    logger,
    now: () => now,
    patienceMs: 50,
  });
  let handle: express.RequestHandler = (_req, res) => {
    res.json({ ok: true });
  };
  const app = express()
    .use(
      databaseGate(watch, (req, res, next) => handle(req, res, next), {
        lookMs: 10,
      }),
    )
    .use(mockErrorHandler());
  return {
    app,
    logger,
    asked: () => asked,
    later: () => {
      now += 2_000;
    },
    database: (next: () => Promise<unknown>) => {
      answer = next;
    },
    handler: (next: express.RequestHandler) => {
      handle = next;
    },
  };
}

describe('requests while the database is gone', () => {
  it('are answered 503 with what is gone, what is true and what to do; the log says it once', async () => {
    const { app, logger, database, later } = bench();
    database(async () => {
      throw new Error('connect ECONNREFUSED 127.0.0.1:5432');
    });
    for (let at = 0; at < 3; at++) {
      const { status, body } = await request(app).get('/');
      expect(status).toBe(503);
      expect(body.error.message).toMatch(
        /database does not answer \(connect ECONNREFUSED 127\.0\.0\.1:5432\)\. Nothing was changed.*backend\.database/,
      );
      later();
    }
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringMatching(/ECONNREFUSED.*Runs stand still.*What to do/),
    );
    database(async () => 1);
    later();
    expect((await request(app).get('/')).status).toBe(200);
    expect(logger.info).toHaveBeenCalledWith(
      "The portal's database answers again",
    );
  });

  it('do not wait for a database that is frozen', async () => {
    const { app, database } = bench();
    database(() => new Promise(() => {}));
    const { status, body } = await request(app).get('/');
    expect(status).toBe(503);
    expect(body.error.message).toMatch(/no answer within 0\.05 s/);
  });

  it('that failed on it meanwhile say so too; other errors stay what they are', async () => {
    const { app, database, handler, later } = bench();
    handler((_req, _res, next) => next(new Error('of its own')));
    expect((await request(app).get('/')).body.error.message).toBe('of its own');
    later();
    handler((_req, _res, next) => {
      database(async () => {
        throw new Error('terminated');
      });
      later();
      next(new Error('Connection terminated unexpectedly'));
    });
    const { status, body } = await request(app).get('/');
    expect(status).toBe(503);
    expect(body.error.message).toMatch(/database does not answer \(terminated/);
  });

  it.each([
    ['get', /Nothing was changed/],
    ['post', /Whether this request took effect is seen when it answers/],
  ] as const)(
    'that wait for it when it freezes (%s) are answered, and what they come to later is let go',
    async (method, now) => {
      const { app, database, handler, later } = bench();
      let end: () => void = () => {};
      const ended = new Promise<void>(resolve => {
        handler((_req, res, next) => {
          database(() => new Promise(() => {}));
          later();
          end = () => {
            try {
              res.json({ ok: true });
            } catch (error) {
              next(error);
            }
            resolve();
          };
        });
      });
      const { status, body } = await request(app)[method]('/');
      expect(status).toBe(503);
      expect(body.error.message).toMatch(/no answer within 0\.05 s/);
      expect(body.error.message).toMatch(now);
      end();
      await ended;
    },
  );

  it('ask the database once a second, however many they are', async () => {
    const { app, asked } = bench();
    for (let at = 0; at < 5; at++) await request(app).get('/');
    expect(asked()).toBe(1);
  });
});
