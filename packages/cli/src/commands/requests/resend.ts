import { loadExchange, resend, saveExchange } from "@ck/emulator";
import type { Command } from "commander";
import { perform, type Context, type Run } from "../../context.js";
import { CliError } from "../../error.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import {
  limitsOf,
  collect,
  withExamples,
  withLimits,
  withPrivateKey,
  withProject,
  withSignature,
  type LimitFlags,
} from "../../flags.js";
import { createEdit } from "../../project/edit-request.js";
import { findRecording } from "../../project/find-recording.js";
import { openBotIfAny } from "../../project/open-bot.js";
import { refuseSecret } from "../../project/keys/refuse-secret.js";
import { showExchange } from "../../project/show-exchange.js";
import { openSigning, type SigningFlags } from "../../project/keys/signing.js";
import { readInput } from "../../terminal/read-input.js";
import { withBot } from "../../project/several-bots.js";

type ResendFlags = SigningFlags &
  LimitFlags & {
    readonly edit?: readonly string[];
    readonly body?: string;
    readonly resign?: boolean;
    readonly url?: string;
    readonly save?: string;
  };

/** Adds `ck resend`. */
export function addResend(program: Command, context: Context): void {
  const command = program
    .command("resend")
    .summary("send a recorded request again, unchanged or edited")
    .description(
      "Sends a recorded request again, by default the same bytes with the same signature. A server must reject an edited request that is not signed again.",
    )
    .argument("<exchange>", "its file, or part of its name in .ck/recordings")
    .option("--edit <path=value>", "change the request; repeatable", collect)
    .option("--body <file>", "send the bytes of this file instead")
    .option("--resign", "sign the bytes again")
    .option("--url <url>", "the server (default: as recorded)")
    .option("--save <file>", "save the new exchange");
  withExamples(withLimits(withSignature(withPrivateKey(withBot(withProject(command))))), [
    ["ck resend failed.json", "unchanged, to see what the server answers now"],
    ["ck resend failed.json --edit params.days=30 --resign", "with another value"],
    ["ck resend failed.json --edit params.days=30", "the server must reject it"],
  ]).action((file: string, flags: ResendFlags) => perform(context, flags, (run) => again(file, flags, run)));
}

async function again(file: string, flags: ResendFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const { edit = [], body, resign = false, url, save } = flags;
  if (edit.length > 0 && body !== undefined)
    throw new CliError("ERR_INVALID_OPTION", "--edit changes the recorded body and --body replaces it: give only one.");
  const change = createEdit(edit);
  const recorded = await loadExchange((await findRecording(file, flags)) ?? file);
  const bytes = body === undefined ? undefined : await readInput(body, terminal);
  if (bytes !== undefined) refuseSecret(bytes);
  const edits = bytes === undefined ? (edit.length > 0 ? change : undefined) : () => bytes;
  const sign = resign ? (await openSigning(flags, terminal, await openBotIfAny(flags, run))).sign : undefined;
  const exchange = await resend(recorded, { sign, url, edit: edits, limits: limitsOf(flags) });
  if (save !== undefined) await saveExchange(save, exchange);
  showExchange(exchange, output);
  return exchange.verdict.outcome === "answered" ? EXIT_CODES.ok : EXIT_CODES.found;
}
