/** A webhook server in Node, as an author writes it by hand. The path names its one fault; `/none` has none. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";

const [current, retired] = process.argv
  .slice(2)
  .map((text) => createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" }));

function signedBytes(body, fault) {
  switch (fault) {
    case "reserialised":
      return Buffer.from(JSON.stringify(JSON.parse(body)));
    case "trimmed":
      return Buffer.from(body.toString().trim());
    case "latin1":
      return Buffer.from(body.toString("latin1"));
    case "double-hash":
      return createHash("sha256").update(body).digest();
    case "empty":
      return Buffer.alloc(0);
    default:
      return body;
  }
}

function isGenuine(lines, body, fault) {
  if (fault === "accepts-everything") return true;
  if (lines.length === 0) {
    if (fault === "dies") process.exit(1);
    return fault === "no-header-accepted";
  }
  if (lines.length > 1 && fault !== "first-of-two") return false;
  const [text] = lines;
  const signature = Buffer.from(text, fault === "hex" ? "hex" : "base64");
  const isStrict = fault === "hex" || fault === "lenient-base64" || signature.toString("base64") === text;
  if (!isStrict) return false;
  const hash = { sha1: "sha1", sha512: "sha512" }[fault] ?? "sha256";
  const dsaEncoding = fault === "p1363" ? "ieee-p1363" : "der";
  const key = fault === "retired-key" ? retired : current;
  return verify(hash, signedBytes(body, fault), { key, dsaEncoding }, signature);
}

function answer({ todo, action = "" }, fault) {
  const name = typeof action === "object" && fault !== "action-string-only" ? action.namespace : action;
  switch (todo) {
    case "welcome":
      return { welcome_response: { message: "Hello!" } };
    case "prompt":
      return name === "ApplyLeave" ? { todo: "prompt" } : { status: "execution", message: "I do not know that." };
    case "execute":
    case "button":
      return { status: fault === "status-execute" ? "execute" : "execution", message: "Done." };
    case "fallback":
      return { status: "handled", message: "Sorry?" };
    case "failure":
      return { message: "Try again." };
    default:
      return undefined;
  }
}

const server = createServer((request, response) => {
  const fault = request.url.slice(1);
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const reply = (status, text = "") => response.writeHead(status, { "content-type": "application/json" }).end(text);
    if (request.method !== "POST" && fault !== "every-method") return reply(405);
    if (body.length > 1_000_000 && fault !== "endless-body") return reply(413);
    const lines = request.headersDistinct["x-convokraft-signature"] ?? [];
    try {
      if (!isGenuine(lines, body, fault))
        return fault === "refuses-with-200" ? reply(200, '{"error":"The signature is wrong."}') : reply(401);
      const asked = JSON.parse(body);
      if (typeof asked !== "object" || asked === null || Array.isArray(asked)) throw new TypeError("not an object");
      const content = answer(asked, fault);
      return content === undefined ? reply(400) : reply(200, JSON.stringify(content));
    } catch (error) {
      return fault === "trace" ? reply(500, error.stack) : reply(400);
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
