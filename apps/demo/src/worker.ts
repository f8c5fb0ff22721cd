import { createWorker } from "@ck/bullmq";
import { createLeaveBot } from "./bot.js";
import { runProgram } from "./run-program.js";
import { logError } from "./serve/log.js";
import { openStore } from "./serve/shared-state.js";
import { loadEnvFile, readSettings } from "./settings.js";
import { SetupError } from "./setup-error.js";
import { stopSignal } from "./stop-signal.js";
import { createLeaveStore } from "./store/leave-store.js";
import { openDatabase } from "./store/open-database.js";

/** How long reports that were begun may take to finish, in ms; what is not done goes back to the queue. */
const GRACE_MS = 10_000;
/** A visitor waits: a worker that died is missed soon, in ms. */
const LOCK_MS = 5_000;
const STALLED_MS = 2_000;

/** `npm run worker`: makes the reports that the servers of `npm run serve` have promised. */
async function work(): Promise<void> {
  loadEnvFile();
  const { redisUrl, databaseUrl } = readSettings(process.env);
  if (redisUrl === undefined) {
    throw new SetupError("REDIS_URL is not set. Set it to the Redis of the servers that this worker works for.");
  }
  const store = await openStore(redisUrl);
  // An embedded database is for one process. The report needs none; where it does, both ends need DATABASE_URL.
  const database = await openDatabase({ ...(databaseUrl !== undefined && { url: databaseUrl }) });
  try {
    const bot = createLeaveBot({
      store: await createLeaveStore(database.db, { now: new Date() }),
      durableReport: true,
    });
    const worker = createWorker(bot, {
      connection: redisUrl,
      store,
      lockMs: LOCK_MS,
      stalledMs: STALLED_MS,
      onError: logError("Worker"),
    });
    console.log(`${"Worker".padEnd(9)}Redis at ${new URL(redisUrl).host}`);

    const signal = await stopSignal();
    console.log(`${signal}: finishing the reports that were begun.`);
    await worker.close({ graceMs: GRACE_MS });
  } finally {
    await store.close();
    await database.close();
  }
  console.log("Stopped.");
}

await runProgram(work);
