import { InvalidArgumentError, Option, type Command } from "commander";
import type { Limits } from "@ck/emulator";
import { ENVIRONMENTS, RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS, type Environment } from "@ck/protocol";
import type { SignatureOptions } from "@ck/signature";
import type { JsonFlag } from "./context.js";

/** Where the bot's definition and its vault are. */
export interface ProjectFlags extends JsonFlag {
  readonly config: string;
  readonly vault?: string;
  readonly keyFile?: string;
  /** Of one of several bots: the folder that they share. Absent: that of the vault. */
  readonly home?: string;
}

/** Whose key is used. */
export interface EnvironmentFlag {
  readonly env: Environment;
}

/** Who the visitor is. */
export interface VisitorFlag {
  readonly visitor?: string;
}

/** How signatures are written. Default: as the definition says. */
export interface SignatureFlags {
  readonly hash?: NonNullable<SignatureOptions["hash"]>;
  readonly format?: NonNullable<SignatureOptions["format"]>;
  readonly encoding?: NonNullable<SignatureOptions["encoding"]>;
}

/** A signature and the public keys to compare it with. */
export interface EvidenceFlags extends ProjectFlags, EnvironmentFlag, SignatureFlags {
  readonly signature?: string;
  readonly key?: readonly string[];
}

/** The limits that answers have to keep. */
export interface LimitFlags {
  /** Absent: the time limit of the definition's dialect. */
  readonly timeoutMs?: number;
  readonly maxBytes: number;
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option("--json", "print JSON and nothing else on standard output");
}

/** Adds the flags of commands that use the bot or its vault. */
export function withProject(command: Command): Command {
  return withJson(command)
    .option("--config <file>", "the file that describes the bot", "convokraft.json")
    .option("--vault <folder>", "the vault: the folder with the encrypted keys (default: .ck next to convokraft.json)")
    .option("--key-file <file>", "the file that unlocks the vault (default: vault.key in the vault)");
}

/** Adds `--env`. */
export function withEnvironment(command: Command, description: string): Command {
  return command.addOption(
    new Option("--env <environment>", description)
      .choices([...ENVIRONMENTS])
      .default("development" satisfies Environment),
  );
}

/** Adds `--visitor`. @param requests - which requests have the token */
export function withVisitor(command: Command, requests: string): Command {
  return command.option(
    "--visitor <json>",
    `whom the site vouches for: ${requests} a signed token (see CK_VISITOR_PUBLIC_KEY)`,
  );
}

/** Adds the flags of commands that sign or verify. */
export function withSignature(command: Command): Command {
  return command
    .addOption(new Option("--hash <hash>", "the hash").choices(["sha1", "sha224", "sha256", "sha384", "sha512"]))
    .addOption(new Option("--format <format>", "the binary format of the signature").choices(["der", "p1363"]))
    .addOption(
      new Option("--encoding <encoding>", "the text encoding of the signature").choices(["base64", "base64url", "hex"]),
    );
}

/** Adds the private key of commands that sign. */
export function withPrivateKey(command: Command): Command {
  return command.option("--key <file>", "sign with this private key (default: the vault's)");
}

/** Adds the signature and the public keys of `ck verify` and `ck explain`. */
export function withEvidence(command: Command): Command {
  return command
    .argument("[signature-file]", "a file with the signature, the whole header line, or a recorded exchange")
    .option("--signature <text>", "the signature itself")
    .option("--key <file>", "a public key; repeatable (default: the vault's keys)", collect);
}

/** Adds the flags of commands that send. */
export function withLimits(command: Command): Command {
  return command
    .option("--timeout-ms <ms>", `the longest time an answer may take (default: ${RESPONSE_TIMEOUT_MS})`, positive)
    .option("--max-bytes <bytes>", "the largest size an answer may have", positive, RESPONSE_LIMIT_BYTES);
}

/** Adds the flags of a page that lists the durable jobs that were given up. */
export function withJobsTab(command: Command): Command {
  return command
    .option("--redis <url>", "list the jobs that were given up: the Redis of the queue")
    .option("--queue <name>", "the queue's name, as in bullQueue")
    .option("--prefix <prefix>", "the prefix of its keys, as in bullQueue");
}

/** The limits as the emulator takes them. */
export function limitsOf({ timeoutMs, maxBytes }: LimitFlags): Partial<Limits> {
  return { ...(timeoutMs !== undefined && { timeoutMs }), maxBytes };
}

/** Reads a whole number above 0. */
export function positive(text: string): number {
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** Reads a port; 0 picks a free one. */
export function port(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("It must be a port between 0 and 65535.");
}

/** Collects a repeatable option. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Adds examples to the help, each a command line and what it does. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [command: string, description: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, description]) => `  ${line.padEnd(width)}  ${description}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
