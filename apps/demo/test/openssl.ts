import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A key pair that the openssl command made; it signs with it too. */
export interface OpensslKey {
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string;
  /** The header's value: a DER signature in Base64, SHA-256. */
  readonly sign: (body: string) => string;
}

/** Why these tests are left out, where they are. In CI they never are. */
export function opensslMissing(): string | undefined {
  if (spawnSync("openssl", ["version"]).status === 0) return undefined;
  if (process.env["CI"]) throw new Error("CI is set, and there is no openssl command to sign with.");
  return "there is no openssl command here";
}

/** Makes key pairs of 2048/256 bits that share their domain parameters, which take a second to find. */
export function makeOpensslKeys<Name extends string>(names: readonly Name[]): [Record<Name, OpensslKey>, () => void] {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-openssl-"));
  const inFolder = (name: string): string => path.join(folder, name);
  const bits = ["-pkeyopt", "dsa_paramgen_bits:2048", "-pkeyopt", "dsa_paramgen_q_bits:256"];
  openssl(["genpkey", "-genparam", "-algorithm", "DSA", ...bits, "-out", inFolder("params.pem")]);
  const keys = names.map((name) => {
    openssl(["genpkey", "-paramfile", inFolder("params.pem"), "-out", inFolder(name)]);
    openssl(["pkey", "-in", inFolder(name), "-pubout", "-out", inFolder(`${name}.pub`)]);
    const key: OpensslKey = {
      publicKey: readFileSync(inFolder(`${name}.pub`), "utf8"),
      sign: (body) => openssl(["dgst", "-sha256", "-sign", inFolder(name)], body).toString("base64"),
    };
    return [name, key] as const;
  });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return [Object.fromEntries(keys) as Record<Name, OpensslKey>, remove];
}

function openssl(args: readonly string[], input?: string): Buffer {
  const { status, stdout, stderr } = spawnSync("openssl", args, input === undefined ? {} : { input });
  if (status !== 0) throw new Error(`openssl ${args.join(" ")} failed: ${stderr.toString()}`);
  return stdout;
}
