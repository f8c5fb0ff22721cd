import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { EmulatedBot } from "@ck/emulator";
import { InvalidArgumentError, type Command } from "commander";
import { CliError } from "../error.js";

/** Which server, and whether to wait for it. */
export interface TargetFlags {
  readonly url?: string;
  readonly wait?: number | true;
}

const DEFAULT_WAIT_SECONDS = 30;
const RETRY_MS = 100;

/** Adds `--url` and `--wait`. */
export function withTarget(command: Command): Command {
  return withWait(command.option("--url <url>", "the server (default: as in convokraft.json)"));
}

/** Adds `--wait`. */
export function withWait(command: Command): Command {
  return command.option(
    "--wait [seconds]",
    `first wait until the server accepts connections (default: up to ${DEFAULT_WAIT_SECONDS} s)`,
    readSeconds,
  );
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,5}(\.\d{1,3})?$/.test(text) && seconds > 0) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds above 0.");
}

/** The bot with the URL of the command line, if there is one. */
export function atUrl(bot: EmulatedBot, { url }: TargetFlags): EmulatedBot {
  return url === undefined ? bot : { ...bot, webhook: { ...bot.webhook, url } };
}

/**
 * Waits until something accepts connections at a URL, if `--wait` asks for it.
 *
 * @throws {@link CliError} `ERR_SETUP`: nothing does in time
 */
export async function waitForServer(url: string, { wait }: TargetFlags): Promise<void> {
  if (wait === undefined || !URL.canParse(url)) return;
  const seconds = wait === true ? DEFAULT_WAIT_SECONDS : wait;
  const { hostname, port, protocol } = new URL(url);
  const address = {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
  const deadline = Date.now() + seconds * 1000;
  while (!(await accepts(address, deadline - Date.now()))) {
    if (Date.now() + RETRY_MS >= deadline)
      throw new CliError(
        "ERR_SETUP",
        `Nothing accepted a connection at ${hostname}:${address.port} within ${seconds} s.`,
      );
    await delay(RETRY_MS);
  }
}

function accepts(address: { readonly host: string; readonly port: number }, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: Math.max(1, timeoutMs) });
    const end = (accepted: boolean): void => {
      resolve(accepted);
      socket.destroy();
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
