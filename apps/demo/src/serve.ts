import { createLeaveBot } from "./bot.js";
import { listen, type Listening } from "./listen.js";
import { runProgram } from "./run-program.js";
import { createExpressApp, createKoaApp, WEBHOOK_PATH } from "./server.js";
import { logError, logRequest } from "./serve/log.js";
import { readTrust } from "./serve/trust.js";
import { loadEnvFile, readSettings } from "./settings.js";
import { stopSignal } from "./stop-signal.js";
import { createLeaveStore } from "./store/leave-store.js";
import { openDatabase } from "./store/open-database.js";

/** How long requests in flight may take to finish once the server is told to stop, in ms: longer than any answer takes. */
const GRACE_MS = 10_000;

/** `npm run serve`: the bot on both servers, as one would deploy it. */
async function serve(): Promise<void> {
  loadEnvFile();
  const { port, koaPort, host, databaseUrl, dataFolder } = readSettings(process.env);
  const { warnings, ...trust } = readTrust(process.env);
  for (const warning of warnings) console.warn(`ck demo: ${warning}`);

  const database = await openDatabase({ url: databaseUrl, folder: dataFolder });
  const servers: Listening[] = [];
  try {
    const store = await createLeaveStore(database.db, { now: new Date() });
    const bot = createLeaveBot({ store });
    const options = (framework: string) => ({
      ...trust,
      check: () => store.ping(),
      onEvent: logRequest(framework),
      onError: logError(framework),
    });
    const express = createExpressApp(bot, options("express"));
    const koa = createKoaApp(bot, options("koa")).callback();
    servers.push(await listen(express, { port, host, variable: "PORT" }));
    // Koa's listener answers errors itself and never rejects.
    servers.push(await listen((req, res) => void koa(req, res), { port: koaPort, host, variable: "KOA_PORT" }));

    const [expressUrl, koaUrl] = servers.map(({ url }) => url + WEBHOOK_PATH);
    console.log(`Express  ${expressUrl ?? ""}\nKoa      ${koaUrl ?? ""}\nData     ${database.description}`);
    const signal = await stopSignal();
    console.log(`${signal}: finishing the requests in flight.`);
  } finally {
    await Promise.all(servers.map((server) => server.close(GRACE_MS)));
    await database.close();
  }
  console.log("Stopped.");
}

await runProgram(serve);
