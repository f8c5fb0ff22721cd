import { createDecipheriv, createPrivateKey, hkdfSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { newProject, setUrl } from "./project.js";
import { ck, printed } from "./run-ck.js";
import { goodServer, listen } from "./servers.js";

/** The private keys of a vault, opened according to its format, without the package's own code. */
function privateKeysOf(folder: string): Buffer[] {
  const sealed = JSON.parse(readFileSync(path.join(folder, "vault.json"), "utf8")) as Record<
    "nonce" | "tag" | "data",
    string
  > & {
    lock: { salt: string };
  };
  const secret = Buffer.from(readFileSync(path.join(folder, "vault.key"), "utf8").split(" ")[1]!, "base64");
  const key = Buffer.from(
    hkdfSync("sha256", secret, Buffer.from(sealed.lock.salt, "base64"), "ck-vault/1", 64),
  ).subarray(0, 32);
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(sealed.nonce, "base64"));
  decipher
    .setAAD(Buffer.from(JSON.stringify(["ck-vault", 1, sealed.lock])))
    .setAuthTag(Buffer.from(sealed.tag, "base64"));
  const text = Buffer.concat([decipher.update(sealed.data, "base64"), decipher.final()]).toString();
  const { keys } = JSON.parse(text) as { keys: { privateKey?: string }[] };
  return [
    secret,
    ...keys.flatMap(({ privateKey }) =>
      privateKey === undefined ? [] : [numberIn(Buffer.from(privateKey, "base64"))],
    ),
  ];
}

/** The private number: the last INTEGER of PKCS#8. */
function numberIn(pkcs8: Buffer): Buffer {
  expect(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }).asymmetricKeyType).toBe("dsa");
  return pkcs8.subarray(-20);
}

/** Every way in which secret bytes could be written, whatever surrounds them. */
function spellings(secret: Buffer): string[] {
  const hex = secret.toString("hex");
  // Base64 looks different at each of three offsets; the first and last letters depend on the neighbours.
  const base64 = [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), secret])
      .toString("base64")
      .replace(/=+$/, "")
      .slice(4, -4);
    return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [[...secret].join(","), hex, hex.toUpperCase(), BigInt(`0x${hex}`).toString(), ...base64];
}

it("no command prints a private key, a key file or a passphrase", async () => {
  const project = await newProject();
  const { cwd, current } = project;
  setUrl(cwd, await listen(goodServer(current)));
  const passphrase = "correct horse battery staple";
  const env = { CK_PASSPHRASE: passphrase, CK_DEBUG: "1" };
  writeFileSync(path.join(cwd, "body.json"), '{"todo":"welcome"}');
  const lines = [
    // What the others need comes first; the second time, each of these is rejected.
    "init",
    "keygen --out plain.pem --size 1024/160",
    "keygen --out locked.pem --size 1024/160 --encrypt",
    "send body.json --save sent.json",
    "sign body.json --key plain.pem",
    "sign body.json --key locked.pem",
    "sign body.json --key plain.pem.pub",
    "verify body.json --signature MEUC --key plain.pem",
    "explain body.json --signature MEUC --key plain.pem",
    "explain body.json --signature MEUC",
    "send plain.pem",
    "send .ck/vault.key",
    "resend sent.json --body plain.pem",
    "resend sent.json --resign",
    "resend plain.pem",
    "explain .ck/vault.json",
    "check",
    "check --key plain.pem",
    "doctor",
    "doctor --config .ck/vault.key",
    "doctor --key-file plain.pem",
    "key show --all",
    "key show --key-file plain.pem",
    "key show --config plain.pem",
    "key rotate",
    "key deploy",
  ];
  const all = lines.flatMap((line) => [line, `${line} --json`]);
  // A chat reads standard input to its end.
  for (const line of [...all, "chat", "chat --json"]) {
    const { code } = await ck.within(cwd, line, { env, stdin: "hello\n" });
    expect({ line, isBug: code === 70 }).toEqual({ line, isBug: false });
  }

  const plain = Buffer.from(
    readFileSync(path.join(cwd, "plain.pem"), "utf8").replaceAll(/-----[^-]+-----|\s/g, ""),
    "base64",
  );
  const secrets = [...privateKeysOf(path.join(cwd, ".ck")), numberIn(plain)];
  expect(secrets.length).toBeGreaterThanOrEqual(4);
  const said = printed.join("\n").replaceAll(/\\n|[\s'"`+]/g, "");
  expect(said.length).toBeGreaterThan(20_000);
  expect(said, "the search finds what was printed").toContain(current.slice(20, 60).replaceAll("+", ""));
  for (const secret of secrets)
    for (const spelling of spellings(secret)) expect(said.includes(spelling.replaceAll(/["'+\s]/g, ""))).toBe(false);
  expect(said).not.toContain(passphrase.replaceAll(" ", ""));
  expect(said).not.toContain("PRIVATEKEY");
});
