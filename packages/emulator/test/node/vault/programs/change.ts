/**
 * Rotates and deploys, `TIMES` times or for ever, and prints the id of each key once it is in the vault.
 * With `KILL_AT=n` it kills itself at the n-th step of the file system: before a call that changes something, or in the middle of a write.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { openVault } from "../../../../src/node/vault/open-vault.js";

const [folder = "", keyFile = "", times = "Infinity"] = process.argv.slice(2);
const killAt = Number(process.env["KILL_AT"] ?? 0);
if (killAt > 0) await killMyselfAt(killAt);

const vault = await openVault(folder, { keyFile, keys: { parameters: "published", modulusLength: 1024 } });
print("ready");
for (let time = 0; time < Number(times); time++) {
  const secured = await vault.showKey("development");
  const { keyId } = await (secured === undefined ? vault.secure() : vault.rotate());
  print(keyId);
  if (time % 3 === 1) await vault.deploy();
}

function print(line: string): void {
  fs.writeSync(1, `${line}\n`);
}

async function killMyselfAt(at: number): Promise<void> {
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps === at) process.kill(process.pid, "SIGKILL");
  };
  type Method = (...args: unknown[]) => Promise<unknown>;
  const wrap = (target: Record<string, Method>, name: string, inTheMiddle?: (call: Method) => Method): void => {
    const original = target[name]!;
    target[name] = async function (this: unknown, ...args) {
      step();
      if (inTheMiddle !== undefined) {
        if (steps + 1 === at) await inTheMiddle(original).apply(this, args);
        step();
      }
      return original.apply(this, args);
    };
  };
  const promises = fs.promises as unknown as Record<string, Method>;
  const handle = await fs.promises.open(process.execPath, "r");
  const prototype = Object.getPrototypeOf(handle) as Record<string, Method>;
  await handle.close();
  for (const name of ["open", "rename", "link", "rm", "mkdir"]) wrap(promises, name);
  const fsync = fs.fsync;
  fs.fsync = ((...args: Parameters<typeof fsync>) => {
    step();
    fsync(...args);
  }) as typeof fsync;
  const half = (text: unknown): string => String(text).slice(0, String(text).length / 2);
  wrap(prototype, "writeFile", (call) => {
    return function (this: unknown, text) {
      return call.call(this, half(text));
    };
  });
  wrap(promises, "writeFile", (call) => (file, text, options) => call(file, half(text), options));
  syncBuiltinESMExports();
}
