import { CliError } from "../error.js";

/** How a private key and the key file of a vault begin. */
const SECRET = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----|^ck-vault-key-1 /;

/**
 * A slip of the keyboard must not send a key to a server, nor print it.
 *
 * @throws CliError `ERR_USAGE`
 */
export function refuseSecret(bytes: Uint8Array): void {
  if (!SECRET.test(new TextDecoder("latin1").decode(bytes.subarray(0, 4096)))) return;
  throw new CliError("ERR_USAGE", "This is the file of a private key, and not a request. It was not sent.");
}
