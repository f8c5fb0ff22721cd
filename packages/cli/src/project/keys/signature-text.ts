import { CliError } from "../../error.js";
import { readInput } from "../../terminal/read-input.js";
import type { Terminal } from "../../terminal/terminal.js";

/**
 * Reads the signature that a command was given, as text or in a file that may hold the whole header line.
 *
 * @throws {@link CliError} `ERR_INVALID_OPTION`: neither or both are given
 */
export async function readSignature(
  text: string | undefined,
  file: string | undefined,
  terminal: Terminal,
): Promise<string> {
  if ((text === undefined) === (file === undefined))
    throw new CliError(
      "ERR_INVALID_OPTION",
      text === undefined
        ? "Give the signature too: with --signature, or in a file after the body."
        : "Give the signature only once: with --signature, or in a file after the body.",
    );
  const given = text ?? new TextDecoder().decode(await readInput(file ?? "", terminal));
  // Editors end a file with a line break, which is not part of the signature.
  return given.replace(/^x-convokraft-signature:\s*/i, "").replace(/\r?\n$/, "");
}
