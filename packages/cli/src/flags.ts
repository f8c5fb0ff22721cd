import { InvalidArgumentError, Option, type Command } from "commander";
import { ENVIRONMENTS, RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS, type Environment } from "@ck/protocol";
import type { SignatureOptions } from "@ck/signature";
import type { JsonFlag } from "./context.js";

/** Where the bot's definition and its vault are. */
export interface ProjectFlags extends JsonFlag {
  readonly config: string;
  readonly vault?: string;
  readonly keyFile?: string;
}

/** Which environment's key. */
export interface EnvironmentFlag {
  readonly env: Environment;
}

/** How signatures are written. Left out: as the definition says. */
export interface SignatureFlags {
  readonly hash?: NonNullable<SignatureOptions["hash"]>;
  readonly format?: NonNullable<SignatureOptions["format"]>;
  readonly encoding?: NonNullable<SignatureOptions["encoding"]>;
}

/** The limits that answers are held to. */
export interface LimitFlags {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** The flag that every command has. */
export function withJson(command: Command): Command {
  return command.option("--json", "print JSON on the standard output, and no prose");
}

/** For the commands that need the bot or its vault. */
export function withProject(command: Command): Command {
  return withJson(command)
    .option("--config <file>", "the bot's definition", "convokraft.json")
    .option("--vault <folder>", "where the keys are (default: .ck beside the definition)")
    .option("--key-file <file>", "what unlocks the vault (default: vault.key in the vault)");
}

/** @param what what the environment decides */
export function withEnvironment(command: Command, what: string): Command {
  return command.addOption(
    new Option("--env <environment>", what).choices([...ENVIRONMENTS]).default("development" satisfies Environment),
  );
}

/** For the commands that sign or verify. */
export function withSignature(command: Command): Command {
  return command
    .addOption(new Option("--hash <hash>", "the hash").choices(["sha1", "sha224", "sha256", "sha384", "sha512"]))
    .addOption(new Option("--format <format>", "how the two numbers are put into bytes").choices(["der", "p1363"]))
    .addOption(
      new Option("--encoding <encoding>", "how the bytes are put into text").choices(["base64", "base64url", "hex"]),
    );
}

/** For the commands that send. */
export function withLimits(command: Command): Command {
  return command
    .option("--timeout-ms <ms>", "how long an answer may take", positive, RESPONSE_TIMEOUT_MS)
    .option("--max-bytes <bytes>", "how large an answer may be", positive, RESPONSE_LIMIT_BYTES);
}

/** Reads a whole number above 0. */
export function positive(text: string): number {
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** Reads a port; 0 is any that is free. */
export function port(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("It must be a port between 0 and 65535.");
}

/** Collects an option that can be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** @param examples each a command and what it does */
export function withExamples(
  command: Command,
  examples: readonly (readonly [command: string, what: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  ${line.padEnd(width)}  ${what}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
