import type { ConsoleDefinition } from "@ck/bot";
import { CliError } from "../error.js";
import { chooseBot } from "../project/several-bots.js";
import type { Terminal } from "../terminal/terminal.js";
import { findFreePort } from "./free-port.js";
import { findRoot, projectName } from "./read-project.js";
import { createServerProcess, type ServerEvent, type ServerProcess } from "./server-process.js";

/** How the author's file is run for a moment. */
export interface ReadBotOptions {
  readonly terminal: Terminal;
  /** What its server trusts. Nobody calls it. */
  readonly publicKey: string;
  /** Which of several bots at one URL. */
  readonly bot?: string | undefined;
}

const WAIT_MS = 10_000;
const FIRST_PORT = 3000;
/** A public key for a bot that needs one to start. */
const UNUSED_VISITOR_KEY = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
/** The most that is shown of what the file printed, in UTF-16 code units. */
const MAX_LOG = 2000;

function chosenOf(definitions: readonly ConsoleDefinition[], asked: string | undefined): ConsoleDefinition {
  const name = chooseBot(
    asked,
    definitions.map((each) => each.name),
  );
  const found = definitions.find((each) => each.name === name);
  if (found === undefined) throw new CliError("ERR_SETUP", "The file mounts no bot.");
  return found;
}

/**
 * Runs the author's file in a process of its own until its bot is mounted, and gives what the bot says of itself.
 *
 * @param entry - the absolute path of the file
 * @throws {@link CliError} `ERR_SETUP`: the file cannot be loaded, or has no bot; `ERR_INVALID_OPTION`: it has several, and none of them is named
 */
export async function readBot(entry: string, { terminal, publicKey, bot }: ReadBotOptions): Promise<ConsoleDefinition> {
  const [name, port] = [await projectName(findRoot(entry)), await findFreePort(FIRST_PORT)];
  let log = "";
  let server: ServerProcess | undefined;
  try {
    return await new Promise<ConsoleDefinition>((resolve, reject) => {
      const fail = (message: string): void =>
        reject(new CliError("ERR_SETUP", log === "" ? message : `${message}\n\n${log.trimEnd()}`));
      const onEvent = (event: ServerEvent): void => {
        if (event.type === "output" && event.stream === "stderr") log = `${log}${event.text}`.slice(-MAX_LOG);
        if (event.type === "bot") resolve(event.definition);
        if (event.type === "bots") resolve(Promise.resolve(event.definitions).then((all) => chosenOf(all, bot)));
        if (event.type === "failed") fail(event.message.replace(/ It starts again with the next change\.$/, ""));
        if (event.type === "running")
          fail("The server runs, but mounts no bot that was made with createBot of @ck/bot.");
      };
      server = createServerProcess({ entry, cwd: process.cwd(), waitMs: WAIT_MS, onEvent });
      const env = {
        ...{ NODE_ENV: "development", ...terminal.env, PORT: String(port), CK_PUBLIC_KEY: publicKey },
        // Nobody is verified: of this pair there is no private key.
        CK_VISITOR_PUBLIC_KEY: terminal.env["CK_VISITOR_PUBLIC_KEY"] ?? UNUSED_VISITOR_KEY,
      };
      void server.restart({ env, name, port, secured: true });
    });
  } finally {
    await server?.stop();
  }
}
