import { CliError } from "../../error.js";

/** How a private key and a vault's key file begin. */
const SECRET = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----|^ck-vault-key-1 /;

/**
 * Refuses a private key: a typing mistake must neither send it to a server nor print it.
 *
 * @throws {@link CliError} `ERR_INVALID_OPTION`: the bytes are a private key
 */
export function refuseSecret(bytes: Uint8Array): void {
  if (!SECRET.test(new TextDecoder("latin1").decode(bytes.subarray(0, 4096)))) return;
  throw new CliError("ERR_INVALID_OPTION", "This file is a private key, not a request. It was not sent.");
}
