import { parseArgs } from "node:util";
import { generateKeyPair, importPrivateKey, type PrivateKey } from "@ck/signature";
import { createLeaveBot } from "./bot.js";
import { createAuthorLog, type AuthorLog } from "./play/author-log.js";
import { signedCurl } from "./play/curl.js";
import { playAll } from "./play/play-all.js";
import { processTerminal, wrap, type Terminal } from "./play/terminal.js";
import { runProgram } from "./run-program.js";
import { logError, logRequest } from "./serve/log.js";
import { loadEnvFile, readSettings } from "./settings.js";
import { checkPorts, startServers, type BotServer, type Framework } from "./start-servers.js";
import { stopSignal } from "./stop-signal.js";
import { createLeaveStore } from "./store/leave-store.js";
import { openDatabase } from "./store/open-database.js";

const USAGE = `Usage: npm start [-- --once]

Starts the leave bot on an Express and a Koa server, plays ConvoKraft's side of a conversation
against each, and keeps serving.

  --once   end after the conversations; the exit code is 1 if an answer was not as expected
  --help   show this

PORT (3000), KOA_PORT (3001), HOST (127.0.0.1) and DATABASE_URL are read from the environment
and from .env. Without DATABASE_URL the database is in memory.`;

/** `npm start`: the whole kit at work, for somebody to look at. */
async function start({ once }: { readonly once: boolean }): Promise<void> {
  loadEnvFile();
  const settings = readSettings(process.env);
  await checkPorts(settings);
  const terminal = processTerminal();
  terminal.print("Making a DSA key pair and starting the database. This takes a moment.");
  const [pair, database] = await Promise.all([generateKeyPair(), openDatabase({ url: settings.databaseUrl })]);
  let servers: readonly BotServer[] = [];
  let playing = true;
  try {
    const store = await createLeaveStore(database.db, { now: new Date() });
    const authorLogs = new Map<Framework, AuthorLog>();
    servers = await startServers(createLeaveBot({ store }), settings, (framework) => {
      const log = createAuthorLog();
      authorLogs.set(framework, log);
      return {
        publicKey: pair.publicKey,
        check: () => store.ping(),
        // While it plays, the transcript shows these; then they are lines of a log, as those of `npm run serve`.
        onEvent(event) {
          if (!playing) logRequest(framework)(event);
        },
        onError: (error, details) => {
          if (playing) log.add(`${error.code}: ${error.message}`);
          else logError(framework)(error, details);
        },
        // The one that is forged is explained wherever this runs.
        explainFailures: 1,
      };
    });
    const setting = `The servers have the public key; the platform, played here, has the private one. Database: ${database.description}.`;
    wrap(setting, terminal.width).forEach(terminal.print);

    const { privateKey } = pair;
    const allAsExpected = await playAll({ servers, privateKey, terminal, authorLogs });
    playing = false;
    if (!once) {
      sayWhereItServes(servers, importPrivateKey(privateKey), terminal);
      await stopSignal();
    } else if (!allAsExpected) process.exitCode = 1;
  } finally {
    await Promise.all(servers.map((server) => server.close(5_000)));
    await database.close();
  }
}

function sayWhereItServes(servers: readonly BotServer[], privateKey: PrivateKey, { print, style }: Terminal): void {
  print("");
  print(style("bold", "Still serving. Ctrl-C stops."));
  for (const { framework, webhookUrl } of servers) print(`${framework.padEnd(9)}${webhookUrl}`);
  const [server] = servers;
  if (server === undefined) return;
  print("");
  print(style("bold", "A signed request, to paste into another terminal:"));
  print(signedCurl(server.webhookUrl, privateKey));
}

/** The command line; `undefined`, and the usage printed, where nothing is to be started. */
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
