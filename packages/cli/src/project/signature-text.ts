import { CliError } from "../error.js";
import { readInput } from "../terminal/read-input.js";
import type { Terminal } from "../terminal/terminal.js";

/**
 * The signature that a command was given: as a text, or in a file, there perhaps as the whole header line.
 *
 * @throws CliError `ERR_USAGE` where neither or both are given
 */
export async function readSignature(
  text: string | undefined,
  file: string | undefined,
  terminal: Terminal,
): Promise<string> {
  if ((text === undefined) === (file === undefined))
    throw new CliError(
      "ERR_USAGE",
      text === undefined
        ? "Give the signature too: with --signature, or in a file after the body's."
        : "Give the signature once: with --signature, or in a file after the body's.",
    );
  const given = text ?? new TextDecoder().decode(await readInput(file ?? "", terminal));
  // An editor ends the file with a line break, which is no part of the signature.
  return given.replace(/^x-convokraft-signature:\s*/i, "").replace(/\r?\n$/, "");
}
