import { createDesk, type Desk } from "@ck-desk/desk.js";
import { createApi } from "@ck-desk/http/create-api.js";
import { createEventStreams } from "@ck-desk/http/event-streams.js";
import { createClient, type Client } from "@ck-desk/page/state/client.js";
import {
  createEmulatorWith,
  createMemoryVault,
  defineEmulatedBot,
  resendWith,
  type EmulatedBot,
  type EmulatedBotDefinition,
  type Send,
  type Vault,
} from "@ck/emulator/core";
import { ENVIRONMENTS, RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS } from "@ck/protocol";
import { startBotWorker, type BotWorker } from "../sandbox/bot-worker.js";
import type { Frame } from "../sandbox/frame.js";
import { saveAsDownload } from "./save-as.js";

/** The most that is kept of what a bot prints, in characters. */
const MAX_LOG = 20_000;

/** The longest definition, in characters; as for a `convokraft.json`. */
const MAX_DEFINITION = 1_000_000;

/** What became of the code. */
export interface Status {
  readonly state: "starting" | "running" | "failed";
  /** Why it does not run, or what happened to it. */
  readonly message: string;
  /** What it printed. */
  readonly log: string;
}

/** The platform of the page: it plays ConvoKraft to a bot in a worker. */
export interface Platform {
  /** Runs the code from now on. Chats go on. If it does not load, the code before it stays. */
  readonly run: (code: string) => Promise<void>;
}

/** The parts of a platform. */
export interface PlatformParts {
  readonly frame: Frame;
  readonly onStatus: (status: Status) => void;
  /** Called once, when the first bot is there. */
  readonly onReady: (client: Client) => void;
}

/** Creates the platform, with new keys. */
export async function createPlatform({ frame, onStatus, onReady }: PlatformParts): Promise<Platform> {
  const limits = { timeoutMs: RESPONSE_TIMEOUT_MS, maxBytes: RESPONSE_LIMIT_BYTES };
  let running: { readonly worker: BotWorker; readonly code: string } | undefined;
  let desk: Desk | undefined;
  let status: Status = { state: "starting", message: "", log: "" };
  let runs = 0;
  const vault = rememberingVault(() => running && run(running.code));
  await vault.secure();
  await vault.deploy();

  const show = (next: Partial<Status>): void => {
    status = { ...status, ...next };
    onStatus(status);
  };
  const print = (text: string): void => show({ log: `${status.log}${text}\n`.slice(-MAX_LOG) });
  const send: Send = async (sending, given) =>
    (await running?.worker.send(sending, given)) ?? {
      ending: { type: "broken", code: "ECONNREFUSED" },
      timings: { totalMs: 0 },
    };

  async function run(code: string): Promise<void> {
    runs += 1;
    const number = runs;
    show({ state: "starting", message: "" });
    const worker = startBotWorker(frame, {
      onPrint: print,
      onHang() {
        if (running?.worker !== worker) return;
        void run(code).then(() =>
          show({ message: "The bot did nothing any more (an endless loop?), so it was started again." }),
        );
      },
    });
    try {
      const bot = readBot(await worker.load(code, await publicKeys(vault)));
      // A later edit has overtaken this one.
      if (number !== runs) {
        worker.stop();
        return;
      }
      desk?.emulator.use(bot);
      running?.worker.stop();
      running = { worker, code };
      if (desk === undefined) {
        const streams = createEventStreams();
        const emulator = createEmulatorWith(send, { bot, vault, limits });
        desk = createDesk({
          emulator,
          vault,
          limits,
          resend: (exchange, options) => resendWith(send, exchange, options),
          tell: streams.tell,
        });
        const api = createApi({
          desk,
          streams,
          recordings: saveAsDownload(),
          onError: (error) => print(String(error)),
        });
        onReady(createClient(async (path, init) => api.request(`/${path}`, init)));
      } else await desk.refreshBot();
      show({ state: "running" });
    } catch (error) {
      worker.stop();
      if (number === runs) show({ state: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { run };
}

/** @throws EmulatorError for a definition that is wrong */
function readBot(definition: string): EmulatedBot {
  if (definition.length > MAX_DEFINITION) throw new Error("The bot is too large for the console.");
  return defineEmulatedBot(JSON.parse(definition) as EmulatedBotDefinition);
}

/** A vault in memory. The bot is told its public keys, as an author does who follows the console. */
function rememberingVault(onChange: () => unknown): Vault {
  const vault = createMemoryVault({ keys: { parameters: "published" } });
  const after =
    <T>(change: () => Promise<T>): (() => Promise<T>) =>
    async () => {
      const result = await change();
      await onChange();
      return result;
    };
  return {
    ...vault,
    secure: after(() => vault.secure()),
    rotate: after(() => vault.rotate()),
    deploy: after(() => vault.deploy()),
  };
}

async function publicKeys(vault: Vault): Promise<Record<string, string>> {
  const shown = await Promise.all(ENVIRONMENTS.map(async (name) => [name, (await vault.showKey(name))?.pem] as const));
  return Object.fromEntries(shown.flatMap(([name, pem]) => (pem === undefined ? [] : [[name, pem]])));
}
