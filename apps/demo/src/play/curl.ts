import type { Sign } from "@ck/emulator";
import { SIGNATURE_HEADER } from "@ck/protocol";

/** A shell command that sends a signed request. */
export async function signedCurl(url: string, sign: Sign): Promise<string> {
  // It holds no single quote, so the shell passes on exactly the signed bytes.
  const body = JSON.stringify({ todo: "fallback", environment: "development", userInput: "Hello from curl" });
  return [
    `curl -i ${url}`,
    `-H 'content-type: application/json'`,
    `-H '${SIGNATURE_HEADER}: ${await sign(new TextEncoder().encode(body), "development")}'`,
    `--data-binary '${body}'`,
  ].join(" \\\n  ");
}
