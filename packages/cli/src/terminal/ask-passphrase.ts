import { CliError } from "../error.js";
import { isInteractive, type Terminal } from "./terminal.js";

/**
 * Asks for a passphrase and shows nothing of it, not even its length.
 *
 * @throws {@link CliError} `ERR_SETUP`: there is no terminal, or no passphrase was typed
 */
export async function askPassphrase(terminal: Terminal, question: string): Promise<string> {
  if (!isInteractive(terminal))
    throw new CliError(
      "ERR_SETUP",
      "A passphrase is needed, and there is no terminal to ask for it. Set CK_PASSPHRASE.",
    );
  // It is ESM only, so the CJS build cannot load it at start; and most commands ask nothing.
  const { PasswordPrompt } = await import("@clack/core");
  const answer = await new PasswordPrompt({
    input: terminal.stdin,
    output: terminal.stderr,
    signal: terminal.signal,
    render: () => `${question} `,
  }).prompt();
  if (typeof answer === "string" && answer !== "") return answer;
  throw new CliError("ERR_SETUP", typeof answer === "symbol" ? "No passphrase was given." : "The passphrase is empty.");
}
