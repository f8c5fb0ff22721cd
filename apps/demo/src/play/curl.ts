import type { Sign } from "@ck/emulator";
import { SIGNATURE_HEADER } from "@ck/protocol";

/** A command that sends a signed request when it is pasted into a shell. */
export async function signedCurl(url: string, sign: Sign): Promise<string> {
  // Without a single quote in it: the shell hands it over byte by byte, as it was signed.
  const body = JSON.stringify({ todo: "fallback", environment: "development", userInput: "Hello from curl" });
  return [
    `curl -i ${url}`,
    `-H 'content-type: application/json'`,
    `-H '${SIGNATURE_HEADER}: ${await sign(new TextEncoder().encode(body), "development")}'`,
    `--data-binary '${body}'`,
  ].join(" \\\n  ");
}
