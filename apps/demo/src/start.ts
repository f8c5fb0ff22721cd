import { parseArgs } from "node:util";
import { trackWork, type ReplayOptions } from "@ck/bot";
import { health } from "@ck/node";
import { createLeaveBot } from "./bot.js";
import { foundCompany } from "./play/company.js";
import { createAuthorLog, type AuthorLog } from "./play/transcript/author-log.js";
import { playAll } from "./play/play-all.js";
import { openPlatformKeys } from "./play/platform-keys.js";
import { servePage } from "./play/serve-page.js";
import { sayWhereItServes } from "./play/say-where-it-serves.js";
import { processTerminal, wrap } from "./play/transcript/terminal.js";
import { runProgram } from "./program/run-program.js";
import { createLogger, logError, logRequest } from "./serve/log.js";
import { stateInMemory } from "./serve/shared-state.js";
import { loadEnvFile, readSettings } from "./program/settings.js";
import { checkPorts, startServers, type Framework } from "./start-servers.js";
import { stopSignal } from "./program/stop-signal.js";
import { createLeaveStore } from "./store/leave-store.js";
import { openDatabase } from "./store/open-database.js";

const USAGE = `Usage: npm start [-- --once]

Starts the leave bot on an Express and a Koa server, has the emulator hold ConvoKraft's side of
a conversation with each, and keeps serving.

  --once   end after the conversations; the exit code is 1 if an answer was not as expected
  --help   show this

PORT (3000), KOA_PORT (3001), HOST (127.0.0.1) and DATABASE_URL are read from the environment
and from .env. Without DATABASE_URL the database is in memory. The emulator keeps its keys in
VAULT_DIR (.ck beside the app); with --once they are thrown away.`;

/** `npm start`: shows the whole kit at work. */
async function start({ once }: { readonly once: boolean }): Promise<void> {
  loadEnvFile();
  const settings = readSettings(process.env);
  await checkPorts(settings);
  const terminal = processTerminal();
  const opened: { close(): Promise<void> }[] = [];
  try {
    terminal.print("Opening the platform's keys and the database. Making new keys takes a moment.");
    const keys = await openPlatformKeys(once ? undefined : settings.vaultFolder);
    opened.unshift(keys);
    const database = await openDatabase({ url: settings.databaseUrl });
    opened.unshift(database);
    const store = await createLeaveStore(database.db, { now: new Date() });
    const { replay: guard, lateAnswers } = stateInMemory();
    // Rejected rather than answered again, so that the transcript shows it.
    const replay: ReplayOptions = { ...guard, onReplay: "reject" };
    const work = trackWork();
    const authorLogs = new Map<Framework, AuthorLog>();
    let playing = true;
    const probes = health({ checks: { database: () => store.ping() } });
    const company = await foundCompany();
    const servers = await startServers(createLeaveBot({ store, visitor: company.verifier }), settings, (framework) => {
      const authorLog = createAuthorLog();
      authorLogs.set(framework, authorLog);
      const log = createLogger(framework);
      return {
        publicKey: keys.publicKey,
        replay,
        lateAnswers,
        waitUntil: work.waitUntil,
        probes,
        // While it plays, the transcript shows these. Afterwards they are log lines, as in `npm run serve`.
        onEvent(event) {
          if (!playing) logRequest(log)(event);
        },
        onError: (error, details) => {
          if (playing) authorLog.add(`${error.code}: ${error.message}`);
          else logError(log)(error, details);
        },
        // Explain both of the failures that are played, also in production.
        explainFailures: 2,
      };
    });
    opened.unshift(...servers.map((server) => ({ close: () => server.close(5_000) })));
    const setting = `The servers hold the public keys; the platform, played by the emulator, holds the private ones. Database: ${database.description}.`;
    wrap(setting, terminal.width).forEach(terminal.print);

    const sign = keys.vault.signer();
    const allAsExpected = await playAll({ servers, sign, company, terminal, authorLogs, idle: work.idle });
    playing = false;
    if (!once) {
      const page = await servePage({ servers, keys, company });
      opened.unshift(page);
      await sayWhereItServes({ pageUrl: page.url, servers, sign, terminal });
      await stopSignal();
    } else if (!allAsExpected) process.exitCode = 1;
  } finally {
    for (const each of opened) await each.close();
  }
}

/** Reads the command line. Prints the usage and returns `undefined` if there is nothing to start. */
function readArguments(): { readonly once: boolean } | undefined {
  try {
    const { values } = parseArgs({ options: { once: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
    if (values.help !== true) return { once: values.once ?? false };
    console.log(USAGE);
  } catch (error) {
    console.error(`ck demo: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
  return undefined;
}

const options = readArguments();
if (options) await runProgram(() => start(options));
