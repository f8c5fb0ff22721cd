import type { Exchange } from "@ck/emulator";

type Header = Exchange["request"]["headers"][number];

/**
 * A command for any POSIX shell that sends the exact bytes of a request with its headers, and shows the status as well: a refusal has no body.
 *
 * @param signature - a header in place of the recorded one, which a server that guards against replays refuses
 */
export function toCurl({ request }: Exchange, signature?: Header): string {
  const { url, body } = request;
  const headers = signature === undefined ? request.headers : signedAnew(request.headers, signature);
  // curl counts the bytes itself.
  const lines = headers.filter(([name]) => !/^(?:content-length|user-agent|host|connection)$/i.test(name));
  const options = lines.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const command = (data: string): string => [`curl -i ${quote(url)}`, ...options, data].join(" \\\n  ");
  if (isText(body)) return command(`--data-raw ${quote(body.content)}`);
  return `printf %s ${quote(toBase64(body))} | base64 -d | ${command("--data-binary @-")}`;
}

function signedAnew(headers: readonly Header[], signature: Header): readonly Header[] {
  const [signed] = signature;
  return [...headers.filter(([name]) => name.toLowerCase() !== signed.toLowerCase()), signature];
}

/** A command that signs the bytes again with the vault's key and sends them. */
export function toSend({ request: { body }, environment }: Exchange): string {
  const send = `npx @ck/cli send - --env ${environment}`;
  if (isText(body)) return `printf %s ${quote(body.content)} | ${send}`;
  return `printf %s ${quote(toBase64(body))} | base64 -d | ${send}`;
}

/** The text of a recording, as `ck send --save` writes it. */
export function toRecording(exchange: Exchange): string {
  return `${JSON.stringify({ kind: "exchange", version: 1, exchange }, undefined, 2)}\n`;
}

/** No argument of a command can hold a zero byte. */
function isText({ encoding, content }: Exchange["request"]["body"]): boolean {
  return encoding === "utf8" && !content.includes("\0");
}

/** In single quotes a shell takes everything literally but the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function toBase64({ encoding, content }: Exchange["request"]["body"]): string {
  if (encoding === "base64") return content;
  return btoa(Array.from(new TextEncoder().encode(content), (byte) => String.fromCodePoint(byte)).join(""));
}
