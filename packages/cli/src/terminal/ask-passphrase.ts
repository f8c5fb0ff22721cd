import { CliError } from "../error.js";
import { isInteractive, type Terminal } from "./terminal.js";

/**
 * Asks for a passphrase, and shows nothing of it, not even its length.
 *
 * @throws CliError `ERR_SETUP` where nobody can be asked, or nobody answers
 */
export async function askPassphrase(terminal: Terminal, question: string): Promise<string> {
  if (!isInteractive(terminal))
    throw new CliError("ERR_SETUP", "A passphrase is needed, and there is no terminal to ask at. Set CK_PASSPHRASE.");
  // An ES module only, which the CJS build cannot load as it starts; and most commands ask nothing.
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
