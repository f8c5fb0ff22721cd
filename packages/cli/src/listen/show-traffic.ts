import type { Recorded, SignatureSettings } from "@ck/listen";
import type { Output } from "../terminal/terminal.js";
import { printableLine } from "../terminal/printable.js";

/** Prints recorded traffic: a line for each exchange, and once how to configure a server. */
export function createTrafficView(output: Output): (recorded: Recorded) => void {
  const { style } = output;
  let isConfigured = false;
  return ({ file, exchange, observation }) => {
    const { wire, response, timings, todo, at } = exchange;
    const { verdict, message, settings, causes } = observation.signature;
    output.give(
      { type: "exchange", file, at, todo, status: response?.status, timings, observation },
      { inOneLine: true },
    );
    const what = observation.keys.includes("todo") ? todo : `${wire.method} that is not a request of the platform`;
    const status = response === undefined ? "no answer" : String(response.status);
    const { green, yellow, red, dim } = style;
    const paint = { valid: green, explained: yellow, unexplained: red, missing: dim, unchecked: dim }[verdict];
    const ms = Math.round(timings.totalMs);
    output.say(
      `${style.dim(at.slice(11, 19))}  ${printableLine(what)}  ${status}, ${ms} ms  ${paint(SIGNATURES[verdict])}`,
    );
    if (verdict === "unexplained") output.say(`          ${style.dim(printableLine(message ?? ""))}`);
    if (isConfigured || settings === undefined) return;
    isConfigured = true;
    output.say(`\n${style.bold(describe(settings, causes ?? []))}\n`);
    output.give({ type: "configuration", ...settings }, { inOneLine: true });
  };
}

const SIGNATURES = {
  valid: "signature valid",
  explained: "signature valid with other settings",
  unexplained: "signature not valid",
  missing: "no signature",
  unchecked: "signature not checked",
} as const;

function describe({ hash, format, encoding }: SignatureSettings, causes: readonly string[]): string {
  const names = { base64: "Base64", base64url: "Base64url", hex: "hexadecimal" } as const;
  const how = `${hash.replace("sha", "SHA-")}, ${format === "der" ? "DER" : "P1363"}, ${names[encoding]}`;
  const body = causes.includes("body") ? "over a changed body" : "over the exact body";
  const isDefault = hash === "sha256" && format === "der" && encoding === "base64" && !causes.includes("body");
  const options = `hash: "${hash}", format: "${format}", encoding: "${encoding}"`;
  return `The platform signs with ${how} ${body}: ${isDefault ? "these are the defaults" : `set { ${options} }`}.`;
}
