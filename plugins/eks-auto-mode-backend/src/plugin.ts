// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { eksAutoModePermissions } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  eksAutoModeChecksExtensionPoint,
  type AnyCheck,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { Access } from './api/access';
import {
  clusterPermissionRules,
  clusterResourceRef,
} from './api/clusterResource';
import { databaseGate, DatabaseWatch } from './api/databaseGate';
import { createRouter } from './api/router';
import { AssessmentsStore } from './assessments/assessmentsStore';
import { ChangesStore } from './assessments/changesStore';
import { ClustersStore } from './assessments/clustersStore';
import { ExceptionsStore } from './assessments/exceptionsStore';
import { FindingsStore } from './assessments/findingsStore';
import { HistoryStore } from './assessments/historyStore';
import { judgeChanged } from './assessments/judgeAgain';
import { NewClustersStore } from './assessments/newClustersStore';
import { ProblemLog } from './assessments/problemLog';
import { NodesStore } from './assessments/nodesStore';
import { DiscardedPlans } from './assessments/plansDiscarded';
import { RefreshLoop } from './assessments/refreshLoop';
import { RefreshStore } from './assessments/refreshStore';
import { syncClusters, syncUnregistered } from './assessments/syncClusters';
import { UnregisteredStore } from './assessments/unregisteredStore';
import { BackupService } from './backups/backupService';
import { BackupsStore } from './backups/backupsStore';
import { readCatalogClusters } from './clusters/catalogClusters';
import { parseClusterArn } from './clusters/clusterArn';
import { discoverClusters } from './clusters/discovery';
import { Limiter } from './clusters/limiter';
import { EksClusterSessions } from './clusters/sessions';
import { migratedDatabase } from './database/migrate';
import { InventoryReader } from './assessments/inventoryReader';
import { SharedRead } from './inventory/regionReads';
import { tellOfNewClusters } from './notifications/newClusterNotifications';
import { runNotifications } from './notifications/runNotifications';
import { readCatalogOwners, type CatalogOwners } from './owners/catalogOwners';
import { TeamStore } from './owners/teamStore';
import { catalogue } from './readiness/catalogue';
import { companyCheck } from './readiness/companyRules';
import { DatabaseRunsStore } from './runs/databaseRunsStore';
import { EmbeddedDriver } from './runs/driver';
import { effectKinds } from './runs/effects';
import { RunEngine } from './runs/engine';
import { DatabaseRunLeases } from './runs/lease';
import { DefaultRunsService } from './runs/service';
import { stepsByKind } from './runs/steps';
import { readSettings } from './settings';
import { backupSchedule } from './wiring/backupSchedule';
import { clusterExtras } from './wiring/clusterExtras';
import { clusterPage } from './wiring/clusterPage';
import { connectionTester } from './wiring/connectionTester';
import { linkToRun } from './wiring/linkToRun';
import { Planner } from './wiring/planner';
import { readAgainAfter } from './wiring/readAgainAfter';
import { windowsOf } from './wiring/windows';
import packageJson from '../package.json';

/** The catalog is read whole for owners; clusters that are assessed one after the other share it. */
const OWNERS_MS = 30_000;

/**
 * Assesses, backs up, plans and migrates EKS clusters to Auto Mode.
 *
 * @public
 */
export const eksAutoModePlugin = createBackendPlugin({
  pluginId: 'eks-auto-mode',
  register(env) {
    const added: AnyCheck[] = [];
    env.registerExtensionPoint(eksAutoModeChecksExtensionPoint, {
      addCheck(...checks) {
        for (const check of checks) {
          if ([...catalogue, ...added].some(one => one.code === check.code)) {
            throw new InputError(
              `There is a check ${check.code} already; codes are never re-used`,
            );
          }
          added.push(check);
        }
      },
    });
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { auditor, auth, catalog, config, logger, scheduler } = deps;
        const settings = readSettings(config);
        const { environments } = settings;
        const checks = [
          ...catalogue,
          ...settings.rules.map(companyCheck),
          ...added,
        ];
        const now = () => new Date();
        const replica = `${hostname()}-${process.pid}-${randomUUID().slice(
          0,
          8,
        )}`;
        const stop = new AbortController();

        const db = await migratedDatabase(deps.database);
        const clusters = new ClustersStore(db);
        const assessments = new AssessmentsStore(db);
        const findings = new FindingsStore(db);
        const exceptions = new ExceptionsStore(db);
        const history = new HistoryStore(db);
        const refreshes = new RefreshStore(db, replica);
        const unregistered = new UnregisteredStore(db);
        const nodes = new NodesStore(db);
        const discarded = new DiscardedPlans(db);
        const problemLog = new ProblemLog(logger);
        const backupsStore = new BackupsStore(db, replica);
        const runsStore = new DatabaseRunsStore(db);

        const sessions = new EksClusterSessions({
          environments,
          credentials: DefaultAwsCredentialsManager.fromConfig(config),
          limiter: new Limiter(settings.limits),
          reach: async arn =>
            (await clusters.list({ arn, limit: 1 })).items[0]?.options ?? {},
          allowedEndpoints: settings.allowedEndpoints,
          version: packageJson.version,
        });
        const inventories = new InventoryReader(sessions);
        const readCatalog = () =>
          readCatalogClusters({ catalog, auth, environments });
        const owners = new SharedRead<CatalogOwners>(OWNERS_MS, Date.now);
        const catalogOwners = () =>
          owners.get('all', stop.signal, () =>
            readCatalogOwners({ catalog, auth }),
          );
        const planner = new Planner({
          inventories,
          assessments,
          exceptions,
          clusters,
          catalogOwners,
          checks,
          teamLabels: settings.teamLabels,
          environments,
          now,
        });

        const backups = new BackupService({
          store: backupsStore,
          targetOf: arn =>
            environments.find(parseClusterArn(arn))?.environment.backup,
          open: async (arn, target, signal) => {
            const session = await sessions.open(arn, 'backup', {}, signal);
            return { session, s3: session.objectWriter(target) };
          },
          logger,
          now,
        });

        const leases = new DatabaseRunLeases(db, {
          holder: replica,
          times: settings.leaseTimes,
        });
        const engine = new RunEngine({
          store: runsStore,
          leases,
          sessions,
          steps: stepsByKind,
          effects: effectKinds,
          world: planner.world(backups),
          logger,
          portal: settings.portalUrl,
          windows: windowsOf(environments),
          events: readAgainAfter(
            runNotifications({
              notifications: deps.notifications,
              signals: deps.signals,
              linkTo: linkToRun(clusters),
            }),
            clusterId => refreshes.request(clusterId, undefined, now()),
          ),
        });
        const driver = new EmbeddedDriver({
          store: runsStore,
          leases,
          engine,
          logger,
        });
        const runs = new DefaultRunsService({
          store: runsStore,
          driver,
          plan: (arn, options, actor) =>
            planner.plan(arn, options, actor, stop.signal),
          drift: plan => planner.drift(plan, stop.signal),
          unexcepted: plan => planner.unexcepted(plan),
        });

        const refreshLoop = new RefreshLoop(
          {
            clusters,
            assessments,
            exceptions,
            refreshes,
            nodes,
            checks,
            teamLabels: settings.teamLabels,
            catalogOwners,
            readInventory: (cluster, signal, onProgress) =>
              inventories.sweep(cluster.arn, signal, onProgress),
            outlook: inventory => planner.outlook(inventory),
            onAssessed: clusterId =>
              deps.signals.publish({
                recipients: { type: 'broadcast' },
                channel: `eks-auto-mode:cluster:${clusterId}`,
                message: { assessed: true },
              }),
            logger,
            now,
          },
          settings.concurrency,
        );
        const wakeRefresh = () => refreshLoop.wake(stop.signal);

        deps.permissionsRegistry.addResourceType({
          resourceRef: clusterResourceRef,
          permissions: eksAutoModePermissions,
          rules: Object.values(clusterPermissionRules),
          getResources: async ids =>
            Promise.all(ids.map(id => clusters.get(id))),
        });
        const router = await createRouter({
          access: new Access({
            httpAuth: deps.httpAuth,
            auth,
            userInfo: deps.userInfo,
            permissions: deps.permissions,
            clusters,
            policyDecides: settings.policyDecides,
            operators: settings.operators,
            guestsMayAct: settings.guestsMayAct,
            externalCallers: settings.externalCallers,
          }),
          auditor,
          logger,
          clusters,
          assessments,
          findings,
          exceptions,
          refreshes,
          teams: new TeamStore(db),
          history,
          changes: new ChangesStore(db),
          targetDate: settings.targetDate,
          unregistered,
          nodes,
          discarded,
          runs,
          runsStore,
          backups,
          connectionTest: connectionTester({ sessions, environments, now }),
          approverIsNotRequester: cluster =>
            environments.find(cluster)?.environment.gates
              .approverIsNotRequester ?? false,
          checks,
          staleAfterMs: settings.staleAfterMs,
          longestExceptionMs: settings.longestExceptionMs,
          backupAlerts: () => backupsStore.alerts(),
          extras: rows => clusterExtras({ runsStore, backupsStore }, rows),
          wakeRefresh,
          now,
        });
        deps.httpRouter.use(databaseGate(DatabaseWatch.of(db, logger), router));

        // One replica reads the catalog; every replica refreshes, backs up and reconciles what it
        // can claim in the database.
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-sync',
          frequency: { seconds: 15 },
          timeout: { minutes: 2 },
          fn: async () => {
            await syncClusters({
              readCatalog,
              clusters,
              refreshes,
              everyMs: settings.assessEveryMs,
              logger,
              problemLog,
              now,
            });
          },
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-discover',
          frequency: { minutes: 30 },
          initialDelay: { seconds: 20 },
          timeout: { minutes: 10 },
          fn: signal =>
            syncUnregistered(
              {
                readCatalog,
                discover: (registered, abort) =>
                  discoverClusters(
                    { environments, sessions, registered },
                    abort,
                  ),
                unregistered,
                now,
              },
              signal,
            ),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-exceptions',
          frequency: { minutes: 1 },
          initialDelay: { seconds: 45 },
          timeout: { minutes: 5 },
          fn: () =>
            judgeChanged({ assessments, findings, exceptions, checks, now }),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-days',
          frequency: { minutes: 30 },
          initialDelay: { seconds: 30 },
          timeout: { minutes: 5 },
          fn: () => history.writeToday(now()),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-forget-days',
          frequency: { hours: 24 },
          initialDelay: { minutes: 10 },
          timeout: { minutes: 10 },
          fn: () =>
            history.forget(new Date(now().getTime() - settings.keepHistoryMs)),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-new-clusters',
          frequency: { minutes: 5 },
          initialDelay: { minutes: 2 },
          timeout: { minutes: 4 },
          fn: () =>
            tellOfNewClusters({
              store: new NewClustersStore(db),
              notifications: deps.notifications,
              operators: settings.operators,
              linkTo: ({ entityRef }) =>
                clusterPage(entityRef, { tab: 'readiness' }),
              now,
            }),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-sweep-backups',
          frequency: { hours: 1 },
          timeout: { minutes: 5 },
          fn: () => backups.sweep(),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-schedule-backups',
          frequency: { minutes: 5 },
          initialDelay: { minutes: 1 },
          timeout: { minutes: 4 },
          fn: backupSchedule({
            store: backupsStore,
            backups,
            clusters,
            environments,
            operators: settings.operators,
            notifications: deps.notifications,
            logger,
            now,
          }),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-refresh',
          scope: 'local',
          frequency: { seconds: 2 },
          timeout: { minutes: 30 },
          fn: async () => wakeRefresh(),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-backups',
          scope: 'local',
          frequency: { seconds: 2 },
          timeout: { hours: 6 },
          fn: () => backups.tick(stop.signal),
        });
        await scheduler.scheduleTask({
          id: 'eks-auto-mode-runs',
          scope: 'local',
          frequency: { seconds: 1 },
          timeout: { minutes: 1 },
          fn: () => driver.tick(),
        });
        deps.lifecycle.addShutdownHook(async () => {
          stop.abort(new Error('The backend is shutting down'));
          await driver.stop();
          await sessions.close();
        });
      },
    });
  },
});
