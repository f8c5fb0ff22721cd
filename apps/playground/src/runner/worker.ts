import * as ckBot from "@ck/bot";
import * as ckTexts from "@ck/bot/texts";
import * as ckMarkup from "@ck/markup";
import * as ckProtocol from "@ck/protocol";
import { webhook, type FetchHandler } from "@ck/fetch";
import { createKeyRing } from "@ck/signature";
import { describeError, runModule } from "./compile.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { printTo } from "./print.js";
import { toFetchRequest } from "./request.js";

/** Where the platform believes the bot to be. Nothing is sent there. */
const URL_OF_BOT = "https://bot.example/convokraft";

const modules = { "@ck/bot": ckBot, "@ck/bot/texts": ckTexts, "@ck/markup": ckMarkup, "@ck/protocol": ckProtocol };

addEventListener("message", ({ ports: [port] }) => port && serve(port), { once: true });

/** Does what the page says on the port: loads one bot, and answers its requests. */
function serve(port: MessagePort): void {
  const tell = (message: FromWorker): void => port.postMessage(message);
  Object.assign(
    console,
    printTo((text) => tell({ type: "printed", text })),
  );
  let answer: FetchHandler | undefined;
  port.onmessage = async ({ data }: MessageEvent<ToWorker>): Promise<void> => {
    switch (data.type) {
      case "load":
        try {
          const { default: byDefault, bot = byDefault } = await runModule(data.code, modules);
          if (!isBot(bot)) throw new Error(`Export the bot: export const bot = createBot({ … });`);
          answer = webhook(bot, { publicKey: createKeyRing(data.keys) });
          const definition = JSON.stringify(ckBot.defineConsole(bot, { url: URL_OF_BOT }));
          tell({ type: "loaded", definition });
        } catch (error) {
          tell({ type: "refused", message: describeError(error) });
        }
        break;
      case "request":
        try {
          const response = await answer?.(toFetchRequest(data));
          if (response === undefined) throw new Error("The bot is not loaded.");
          const body = new Uint8Array(await response.arrayBuffer());
          tell({ type: "response", id: data.id, status: response.status, headers: [...response.headers], body });
        } catch {
          tell({ type: "broken", id: data.id });
        }
        break;
      case "ping":
        tell({ type: "pong" });
    }
  };
}

function isBot(value: unknown): value is ckBot.Bot {
  return typeof value === "object" && value !== null && "actions" in value;
}
