import { bullQueue, createWorker } from "@ck/bullmq";
import { createLeaveBot } from "./bot.js";
import { readVisitors } from "./serve/visitors.js";
import { runProgram } from "./program/run-program.js";
import { createLogger, logError } from "./serve/log.js";
import { startTelemetry, type Telemetry } from "./serve/telemetry.js";
import { reportFindings } from "./serve/report-findings.js";
import { openStore, STORE_MS } from "./serve/shared-state.js";
import { loadEnvFile, readSettings } from "./program/settings.js";
import { SetupError } from "./program/setup-error.js";
import { stopSignal } from "./program/stop-signal.js";
import { createLeaveStore } from "./store/leave-store.js";
import { openDatabase } from "./store/open-database.js";

/** How long running reports may take to finish, in ms. What is not done by then goes back to the queue. */
const GRACE_MS = 10_000;
/** A visitor is waiting, so a dead worker is noticed soon. In ms. */
const LOCK_MS = 5_000;
const STALLED_MS = 2_000;

/** `npm run worker`: makes the reports that the servers of `npm run serve` promised. */
async function work(): Promise<void> {
  loadEnvFile();
  const { redisUrl, databaseUrl, host, metricsPort, reportMs, secret, lateTtlMs } = readSettings(process.env);
  if (redisUrl === undefined) {
    throw new SetupError("REDIS_URL is not set. Set it to the Redis that the servers use.");
  }
  const store = await openStore(redisUrl);
  // An embedded database serves one process. The report needs none; work that does needs DATABASE_URL on both ends.
  const database = await openDatabase({ ...(databaseUrl !== undefined && { url: databaseUrl }) });
  let telemetry: Telemetry | undefined;
  try {
    const queue = bullQueue(redisUrl, { timeoutMs: STORE_MS });
    try {
      await reportFindings({ lateAnswers: { store, queue } });
    } finally {
      await queue.close();
    }
    telemetry = await startTelemetry(process.env, { service: "leave-worker", host, metricsPort });
    const bot = createLeaveBot({
      visitor: readVisitors(process.env),
      store: await createLeaveStore(database.db, { now: new Date() }),
      durableReport: true,
      reportMs,
    });
    const worker = createWorker(bot, {
      connection: redisUrl,
      store,
      ...(secret !== undefined && { secret }),
      ttlMs: lateTtlMs,
      timeoutMs: STORE_MS,
      lockMs: LOCK_MS,
      stalledMs: STALLED_MS,
      onError: logError(createLogger("Worker")),
    });
    telemetry.descriptions.forEach((line) => console.log(line));
    console.log(`${"Worker".padEnd(9)}Redis at ${new URL(redisUrl).host}`);

    const signal = await stopSignal();
    console.log(`${signal}: finishing the reports that were begun.`);
    await worker.close({ graceMs: GRACE_MS });
  } finally {
    await telemetry?.close();
    await store.close();
    await database.close();
  }
  console.log("Stopped.");
}

await runProgram(work);
