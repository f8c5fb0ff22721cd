import type { ShownKey, Vault } from "@ck/emulator";
import { Option, type Command } from "commander";
import { perform, type Context, type Run } from "../../context.js";
import { CliError } from "../../error.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import { withEnvironment, withExamples, withProject, type EnvironmentFlag, type ProjectFlags } from "../../flags.js";
import { openProjectVault } from "../../project/open-vault.js";
import { withBot } from "../../project/several-bots.js";

interface ShowFlags extends ProjectFlags, EnvironmentFlag {
  readonly form: "base64" | "pem";
  readonly all?: boolean;
}

/** Adds `ck key show`, `rotate` and `deploy`. */
export function addKey(program: Command, context: Context): void {
  const key = program
    .command("key")
    .summary("show, rotate or deploy the bot's key")
    .description(
      "Manages the key that signs the bot's requests, as the console does. Private keys stay in the vault, an encrypted file in .ck.",
    );

  const show = key
    .command("show")
    .summary("print the public key of an environment")
    .description("Prints the public key of an environment and nothing else, so that you can pass it to a server.")
    .addOption(new Option("--form <form>", "the format").choices(["base64", "pem"]).default("base64"))
    .option("--all", "list all keys, past and present");
  withExamples(withEnvironment(withBot(withProject(show)), "the environment"), [
    ["ck key show", "the development key, on one line"],
    ['CK_PUBLIC_KEY="$(ck key show)" node server.js', "start a server with it"],
    ["ck key show --env production --form pem", "the deployed key, in PEM"],
  ]).action((flags: ShowFlags) => perform(context, flags, (run) => showKey(flags, run)));

  const rotate = key
    .command("rotate")
    .summary("create a new key for development")
    .description("Creates a new key. It signs in development at once, and in production after `ck key deploy`.");
  withExamples(withBot(withProject(rotate)), [["ck key rotate", "then give the new key to the server"]]).action(
    (flags: ProjectFlags) =>
      perform(context, flags, (run) =>
        change(flags, run, "rotate", "The new key signs in development now. `ck key deploy` takes it to production."),
      ),
  );

  const deploy = key
    .command("deploy")
    .summary("use the development key in production too")
    .description("Makes production sign with the development key from now on.");
  withExamples(withBot(withProject(deploy)), [["ck key deploy", "like deploying the project in the console"]]).action(
    (flags: ProjectFlags) =>
      perform(context, flags, (run) => change(flags, run, "deploy", "Production signs with this key now.")),
  );
}

async function showKey(flags: ShowFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const vault = await openProjectVault(flags, run.terminal);
  if (flags.all === true) return showAll(vault, run);
  const key = await vault.showKey(flags.env);
  if (key === undefined) {
    const how =
      (await vault.showKey("development")) === undefined
        ? "create the first one with `ck init`"
        : "deploy one with `ck key deploy`";
    throw new CliError("ERR_SETUP", `The environment ${flags.env} has no key yet: ${how}.`);
  }
  output.give({ environment: flags.env, ...key });
  output.say(flags.form === "pem" ? key.pem.trimEnd() : key.base64);
  return EXIT_CODES.ok;
}

async function showAll(vault: Vault, { output }: Run): Promise<ExitCode> {
  const keys = await vault.history();
  output.give({ keys });
  for (const { keyId, created, retired, environments } of keys) {
    const use = environments.length > 0 ? `signs in ${environments.join(" and ")}` : `retired ${retired ?? ""}`;
    output.say(`${keyId}  created ${created}  ${use}`);
  }
  if (keys.length === 0) output.hint("There is no key yet: create the first one with `ck init`.");
  return EXIT_CODES.ok;
}

async function change(
  flags: ProjectFlags,
  { terminal, output }: Run,
  operation: "rotate" | "deploy",
  hint: string,
): Promise<ExitCode> {
  const vault = await openProjectVault(flags, terminal);
  const key: ShownKey = await vault[operation]();
  output.give({ ...key });
  output.say(key.base64);
  output.hint(hint);
  return EXIT_CODES.ok;
}
