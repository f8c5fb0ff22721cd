import { SIGNATURE_HEADER } from "@ck/protocol";
import { sign, type PrivateKey } from "@ck/signature";

/** A command that sends a signed request when it is pasted into a shell. */
export function signedCurl(url: string, privateKey: PrivateKey): string {
  // Without a single quote in it: the shell hands it over byte by byte, as it was signed.
  const body = JSON.stringify({ todo: "fallback", environment: "development", userInput: "Hello from curl" });
  return [
    `curl -i ${url}`,
    `-H 'content-type: application/json'`,
    `-H '${SIGNATURE_HEADER}: ${sign(body, privateKey)}'`,
    `--data-binary '${body}'`,
  ].join(" \\\n  ");
}
