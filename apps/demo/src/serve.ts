import { trackWork } from "@ck/bot";
import { health, type Health } from "@ck/node";
import { createLeaveBot } from "./bot.js";
import { runProgram } from "./program/run-program.js";
import { createLogger, logError, logRequest } from "./serve/log.js";
import { openState, type SharedState } from "./serve/shared-state.js";
import { startTelemetry, type Telemetry } from "./serve/telemetry.js";
import { reportFindings } from "./serve/report-findings.js";
import { readTrust } from "./serve/trust.js";
import { readVisitors } from "./serve/visitors.js";
import { loadEnvFile, readSettings } from "./program/settings.js";
import { checkPorts, startServers, type BotServer } from "./start-servers.js";
import { stopSignal } from "./program/stop-signal.js";
import { createLeaveStore } from "./store/leave-store.js";
import { openDatabase } from "./store/open-database.js";

/** How long requests in flight and late answers may take to finish, in ms: Kubernetes kills a process after 30,000. */
const GRACE_MS = 25_000;

/** How long a load balancer gets to notice that this process is not ready, in ms. A developer does not wait for that. */
const DRAIN_MS = 5_000;

/** `npm run serve`: the bot on both servers, as one would deploy it. */
async function serve(): Promise<void> {
  loadEnvFile();
  const settings = readSettings(process.env);
  const trust = readTrust(process.env);
  const visitor = readVisitors(process.env);

  await checkPorts(settings);
  const database = await openDatabase({ url: settings.databaseUrl, folder: settings.dataFolder });
  const work = trackWork();
  let probes: Health | undefined;
  let servers: readonly BotServer[] = [];
  let state: SharedState | undefined;
  let telemetry: Telemetry | undefined;
  try {
    const store = await createLeaveStore(database.db, { now: new Date() });
    state = await openState(settings);
    const { durableReport, replay, lateAnswers, queue } = state;
    await reportFindings({ publicKey: trust.publicKey, replay, lateAnswers });
    const { host, metricsPort } = settings;
    telemetry = await startTelemetry(process.env, { service: "leave-bot", host, metricsPort, watched: { queue } });
    const checks = { database: () => store.ping(), store: () => replay.store.get("health") };
    const made = (probes = health({ checks, drainMs: process.env["NODE_ENV"] === "production" ? DRAIN_MS : 0 }));
    servers = await startServers(
      createLeaveBot({ store, visitor, durableReport, reportMs: settings.reportMs }),
      settings,
      (framework) => {
        const log = createLogger(framework);
        return {
          ...trust,
          replay,
          lateAnswers,
          waitUntil: work.waitUntil,
          probes: made,
          onEvent: logRequest(log),
          onError: logError(log),
        };
      },
    );
    for (const { framework, webhookUrl } of servers) console.log(`${framework.padEnd(9)}${webhookUrl}`);
    console.log(`${"Data".padEnd(9)}${database.description}`);
    telemetry.descriptions.forEach((line) => console.log(line));
    console.log(`${"State".padEnd(9)}${state.description}`);

    const signal = await stopSignal();
    console.log(`${signal}: finishing the requests in flight.`);
  } finally {
    await Promise.all(servers.map((server) => server.close(GRACE_MS, { work, health: probes })));
    await telemetry?.close();
    await state?.close();
    await database.close();
  }
  console.log("Stopped.");
}

await runProgram(serve);
