// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// usage: node eks-auto-mode.mjs assess | back-up | migrate
//
// Drives the portal's API from CI. Needs Node 20 and nothing else. Exit 0: done; 1: something failed or
// a run is blocked; 2: usage. Settings come from the environment: PORTAL_URL; PORTAL_AUDIENCE for
// GitHub's OIDC token, or PORTAL_TOKEN for a static one; CLUSTERS, FILTER, UNTIL, DRY_RUN; POLL_SECONDS.
import fs from 'node:fs';

const [phase] = process.argv.slice(2);
if (!['assess', 'back-up', 'migrate'].includes(phase)) {
  process.stderr.write('usage: eks-auto-mode.mjs assess | back-up | migrate\n');
  process.exit(2);
}
const env = process.env;
const base = `${required('PORTAL_URL').replace(
  /\/$/,
  '',
)}/api/eks-auto-mode/v1`;
const pollMs = Number(env.POLL_SECONDS || 10) * 1000;
const wanted = (env.CLUSTERS ?? '')
  .split(',')
  .map(name => name.trim())
  .filter(Boolean);
const summary = [];

function required(name) {
  if (!env[name]) {
    process.stderr.write(`${name} is not set\n`);
    process.exit(2);
  }
  return env[name];
}
const say = text => process.stdout.write(`${text}\n`);
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

let cached;
/** A token for the portal; GitHub's live a few minutes, so each is used for two. */
async function token() {
  if (env.PORTAL_TOKEN) return env.PORTAL_TOKEN;
  if (cached && Date.now() < cached.until) return cached.value;
  const url = new URL(required('ACTIONS_ID_TOKEN_REQUEST_URL'));
  url.searchParams.set('audience', required('PORTAL_AUDIENCE'));
  const response = await fetch(url, {
    headers: {
      authorization: `Bearer ${required('ACTIONS_ID_TOKEN_REQUEST_TOKEN')}`,
    },
  });
  if (!response.ok) {
    throw new Error(
      `GitHub gave no token (${response.status}); the job needs "permissions: id-token: write"`,
    );
  }
  const { value } = await response.json();
  cached = { value, until: Date.now() + 120_000 };
  return value;
}

/** What a token says of itself, none of it secret; nothing where it is not a JWT. */
function claimsOf(jwt) {
  try {
    const { iss, aud, sub, exp } = JSON.parse(
      Buffer.from(jwt.split('.')[1], 'base64url').toString('utf8'),
    );
    return `issuer ${iss}, audience ${aud}, subject ${sub}, valid until ${new Date(
      exp * 1000,
    ).toISOString()}`;
  } catch {
    return undefined;
  }
}

/** Why the portal turned a call down, and where that is set. */
function refusal(status, message, shown) {
  const claims = claimsOf(shown);
  if (status === 401) {
    return claims
      ? `the portal does not take this token (${claims}). Issuer, audience and signature must be those of a jwks entry under backend.auth.externalAccess, and it must not have expired`
      : 'the portal does not know this token. It must stand under backend.auth.externalAccess';
  }
  return claims ? `${message} (${claims})` : message;
}

async function api(method, path, body) {
  for (let tries = 1; ; tries++) {
    let response;
    const shown = await token();
    try {
      response = await fetch(`${base}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${shown}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        body: body && JSON.stringify(body),
      });
    } catch (error) {
      // Reading again is harmless; asking for something again is not.
      if (method !== 'GET' || tries >= 5)
        throw new Error(`The portal does not answer: ${error.message}`);
      await sleep(pollMs);
      continue;
    }
    if (response.status === 204) return undefined;
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    if (method === 'GET' && response.status >= 500 && tries < 5) {
      await sleep(pollMs);
      continue;
    }
    const message = answer.error?.message ?? '';
    throw new Error(
      `${method} ${path}: ${response.status} ${
        [401, 403].includes(response.status)
          ? refusal(response.status, message, shown)
          : message
      }`,
    );
  }
}

async function clusters() {
  const found = [];
  let cursor;
  do {
    const query = new URLSearchParams({ limit: '200' });
    if (cursor) query.set('cursor', cursor);
    if (env.FILTER) query.append('verdict', env.FILTER);
    const page = await api('GET', `/clusters?${query}`);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  const named = wanted.length
    ? found.filter(cluster => wanted.includes(cluster.name))
    : found;
  const missing = wanted.filter(
    name => !named.some(cluster => cluster.name === name),
  );
  if (missing.length)
    throw new Error(`The portal shows no cluster named ${missing.join(', ')}`);
  return named;
}

async function assess(cluster) {
  const asked = Date.now();
  await api('POST', `/clusters/${cluster.id}/refresh`);
  for (;;) {
    const refresh = await api('GET', `/clusters/${cluster.id}/refresh`);
    if (refresh.state === 'failed')
      throw new Error(`${cluster.name}: ${refresh.message}`);
    if (refresh.state === 'done') break;
    if (Date.now() - asked > 15 * 60_000)
      throw new Error(`${cluster.name}: reading took over 15 minutes`);
    await sleep(Math.min(pollMs, 2000));
  }
  const detail = await api('GET', `/clusters/${cluster.id}`);
  say(`${cluster.name}: ${detail.headline}`);
  return detail;
}

async function backUp(cluster) {
  let backup = await api('POST', `/clusters/${cluster.id}/backups`);
  while (['running', 'unverified'].includes(backup.state)) {
    await sleep(Math.min(pollMs, 2000));
    backup = await api('GET', `/clusters/${cluster.id}/backups/${backup.id}`);
  }
  say(
    `${cluster.name}: backup ${backup.id} is ${backup.state}, ${backup.objects} objects`,
  );
  if (backup.state !== 'verified')
    throw new Error(
      `${cluster.name}: the backup is ${backup.state}: ${backup.error ?? ''}`,
    );
  return backup;
}

async function migrate(cluster) {
  const plan = await api(
    'POST',
    `/clusters/${cluster.id}/plans`,
    env.UNTIL ? { until: env.UNTIL } : {},
  );
  say(
    `${cluster.name}: plan ${plan.number}, digest ${plan.digest}, ${plan.steps.length} steps`,
  );
  if (env.UNTIL) say(`  this run ends with ${env.UNTIL}, and verifies`);
  const kinds = [...new Set(plan.steps.map(step => step.kind))];
  const end = kinds.indexOf(env.UNTIL);
  for (const step of plan.steps) {
    const beyond =
      end >= 0 && kinds.indexOf(step.kind) > end && step.kind !== 'verify';
    say(
      `  ${beyond ? 'not in this run: ' : ''}${step.id}: ${step.title} (${
        step.changes.length
      } changes)`,
    );
  }
  if (plan.blockedBy.length) {
    throw new Error(
      `${cluster.name}: blocked by ${plan.blockedBy
        .map(b => `${b.code} ${b.message}`)
        .join('; ')}`,
    );
  }
  if (env.DRY_RUN === 'true') return { plan };
  say(
    `${cluster.name}: waiting for plan ${plan.number} to be approved in the portal`,
  );
  let current = plan;
  while (!current.runId) {
    if (current.state !== 'open')
      throw new Error(
        `${cluster.name}: plan ${plan.number} was ${current.state}`,
      );
    await sleep(pollMs);
    current = await api('GET', `/plans/${plan.id}`);
  }
  let said = '';
  for (;;) {
    const run = await api('GET', `/runs/${current.runId}`);
    const step = run.steps.find(one =>
      ['running', 'waiting', 'blocked', 'undoing'].includes(one.state),
    );
    const line = `${cluster.name}: ${run.state}${
      step ? `, ${step.title}: ${step.message ?? step.state}` : ''
    }`;
    if (line !== said) say(line);
    said = line;
    if (['done', 'undone', 'aborted'].includes(run.state)) return { plan, run };
    if (run.state === 'blocked') {
      const [why] = run.blockedBy;
      throw new Error(
        `${cluster.name}: ${
          why ? `${why.what} ${why.now} ${why.remedy}` : 'the run is blocked'
        }`,
      );
    }
    await sleep(pollMs);
  }
}

const cell = text => String(text ?? '').replace(/[|\n\r]/g, ' ');
let failed = false;
try {
  const chosen = await clusters();
  say(
    `${chosen.length} clusters: ${chosen
      .map(cluster => cluster.name)
      .join(', ')}`,
  );
  if (phase === 'assess')
    summary.push(
      '| cluster | verdict | blockers | warnings | unknown |',
      '|---|---|---|---|---|',
    );
  for (const cluster of chosen) {
    try {
      if (phase === 'assess') {
        const { summary: row } = await assess(cluster);
        const counts = row.counts ?? {};
        summary.push(
          `| ${cell(row.name)} | ${row.verdict} | ${counts.blocker} | ${
            counts.warning
          } | ${counts.unknown} |`,
        );
      } else if (phase === 'back-up') {
        const backup = await backUp(cluster);
        summary.push(
          `- ${cell(cluster.name)}: ${backup.objects} objects, ${backup.state}`,
        );
      } else {
        const { plan, run } = await migrate(cluster);
        summary.push(
          `### ${cell(cluster.name)}`,
          '',
          `Plan ${plan.number}, digest \`${plan.digest}\`: ${
            run ? run.state : 'not run (dry run)'
          }`,
          '',
        );
        if (run?.verification) {
          summary.push('| | before | after | |', '|---|---|---|---|');
          for (const row of run.verification.rows) {
            summary.push(
              `| ${cell(row.what)} | ${cell(row.before)} | ${cell(
                row.after,
              )} | ${row.holds ? 'holds' : '**does not hold**'} |`,
            );
          }
        }
        if (run && run.state !== 'done') failed = true;
      }
    } catch (error) {
      // The other clusters are independent of this one.
      failed = true;
      say(`FAILED ${error.message}`);
      summary.push(`- **${cell(cluster.name)}**: ${cell(error.message)}`);
    }
  }
} catch (error) {
  failed = true;
  say(`FAILED ${error.message}`);
  summary.push(`**${cell(error.message)}**`);
}
if (env.GITHUB_STEP_SUMMARY)
  fs.appendFileSync(env.GITHUB_STEP_SUMMARY, `${summary.join('\n')}\n`);
process.exitCode = failed ? 1 : 0;
