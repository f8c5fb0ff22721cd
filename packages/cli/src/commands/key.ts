import type { ShownKey, Vault } from "@ck/emulator";
import { Option, type Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { withEnvironment, withExamples, withProject, type EnvironmentFlag, type ProjectFlags } from "../flags.js";
import { openProjectVault } from "../project/open-vault.js";

interface ShowFlags extends ProjectFlags, EnvironmentFlag {
  readonly form: "base64" | "pem";
  readonly all?: boolean;
}

/** `ck key show`, `rotate`, `deploy` */
export function addKey(program: Command, context: Context): void {
  const key = program
    .command("key")
    .summary("the bot's public key: show, rotate, deploy")
    .description("The key that the bot's requests are signed with, as in the console. Private keys stay in the vault.");

  const show = key
    .command("show")
    .summary("print the public key of an environment")
    .description("Shows the public key of an environment, and nothing else, so that it can be handed to a server.")
    .addOption(new Option("--form <form>", "how it is written").choices(["base64", "pem"]).default("base64"))
    .option("--all", "list all keys that there have been");
  withExamples(withEnvironment(withProject(show), "whose key"), [
    ["ck key show", "the key of development, in one line"],
    ['CK_PUBLIC_KEY="$(ck key show)" node server.js', "a server that knows it"],
    ["ck key show --env production --form pem", "the deployed one, in PEM"],
  ]).action((flags: ShowFlags) => perform(context, flags, (run) => showKey(flags, run)));

  const rotate = key
    .command("rotate")
    .summary("make a new key, which signs in development at once")
    .description("Makes a new key. It signs in development at once, and in production after `ck key deploy`.");
  withExamples(withProject(rotate), [["ck key rotate", "then give the new key to the server"]]).action(
    (flags: ProjectFlags) =>
      perform(context, flags, (run) =>
        change(flags, run, "rotate", "The new key signs in development now; `ck key deploy` takes it to production."),
      ),
  );

  const deploy = key
    .command("deploy")
    .summary("let production sign with the key of development")
    .description("Lets production sign with the key of development from now on.");
  withExamples(withProject(deploy), [["ck key deploy", "as deploying the project in the console"]]).action(
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
        ? "`ck init` makes the first one"
        : "`ck key deploy` takes one there";
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
    output.say(`${keyId}  made ${created}  ${use}`);
  }
  if (keys.length === 0) output.hint("There is no key yet: `ck init` makes the first one.");
  return EXIT_CODES.ok;
}

async function change(
  flags: ProjectFlags,
  { terminal, output }: Run,
  what: "rotate" | "deploy",
  words: string,
): Promise<ExitCode> {
  const vault = await openProjectVault(flags, terminal);
  const key: ShownKey = await vault[what]();
  output.give({ ...key });
  output.say(key.base64);
  output.hint(words);
  return EXIT_CODES.ok;
}
