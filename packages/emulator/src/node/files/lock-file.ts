import { randomBytes } from "node:crypto";
import { readFile, rm, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { EmulatorError } from "../../error.js";
import { codeOf } from "./file-error.js";
import { livenessOf, ownIdentity, type ProcessIdentity } from "./process-identity.js";
import { createExclusively } from "./write-file.js";

interface Holder extends ProcessIdentity {
  /** The lock's own name, 16 hexadecimal digits. */
  readonly token: string;
}

/** After this long, a holder that cannot be observed (on another machine, say) counts as dead. A write takes milliseconds. */
const ABANDONED_MS = 60_000;

/** Options of {@link withLock}. */
export interface LockOptions {
  /** How long to wait for other processes, in ms. */
  readonly waitMs: number;
}

/**
 * Runs a task while no other task, in this or another process, runs under the same lock.
 *
 * A lock is a file that names its holder. A lock whose holder was killed is broken at once. That is why this is not a
 * library: the known ones wait about 10 s for a time-out, and change `fs` for the whole process.
 *
 * @param file - the lock file
 * @param task - gets a function that throws if the lock was lost in the meantime
 * @throws {@link EmulatorError} `ERR_VAULT_BUSY`: others held the lock for longer than `waitMs`
 */
export async function withLock<Result>(
  file: string,
  task: (assertHeld: () => Promise<void>) => Promise<Result>,
  { waitMs }: LockOptions,
): Promise<Result> {
  const deadline = Date.now() + waitMs;
  const token = await acquire(file, deadline);
  try {
    return await task(async () => {
      if ((await readHolder(file))?.token !== token)
        throw busy("was broken by another process, which took it for abandoned");
    });
  } finally {
    if ((await readHolder(file))?.token === token) await rm(file, { force: true });
  }
}

async function acquire(file: string, deadline: number): Promise<string> {
  const holder: Holder = { ...(await ownIdentity()), token: randomBytes(8).toString("hex") };
  const text = `${JSON.stringify(holder)}\n`;
  while (!(await createExclusively(file, text, { durable: false }))) {
    const other = await readHolder(file);
    if (other !== undefined && (await isAbandoned(file, other))) await breakLock(file, other.token, deadline);
    else if (Date.now() >= deadline)
      throw busy(
        other === undefined ? "is taken again and again by other processes" : `is held by process ${other.pid}`,
      );
    // Of random length, so that waiters do not return in step.
    else await delay(2 + Math.random() * 20);
  }
  return holder.token;
}

/**
 * Removes a dead holder's lock, and never the lock of a later holder: whoever removes it holds a second lock, named
 * after the dead one's token. A killed process can leave that one too; it is broken in the same way.
 */
async function breakLock(file: string, token: string, deadline: number): Promise<void> {
  const gate = `${file}.${token}`;
  const own = await acquire(gate, deadline);
  try {
    if ((await readHolder(file))?.token === token) await rm(file, { force: true });
  } finally {
    if ((await readHolder(gate))?.token === own) await rm(gate, { force: true });
  }
}

async function isAbandoned(file: string, holder: Holder): Promise<boolean> {
  const liveness = await livenessOf(holder);
  if (liveness !== "unknown") return liveness === "dead";
  const modified = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  return Date.now() - modified > ABANDONED_MS;
}

async function readHolder(file: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { token, pid, world, started } = JSON.parse(text) as Record<keyof Holder, unknown>;
    if (/^[0-9a-f]{16}$/.test(String(token)) && Number.isSafeInteger(pid) && Number(pid) > 0)
      return { token: String(token), pid: Number(pid), world: String(world), started: String(started) };
  } catch {
    // Half written; see below.
  }
  // Without hard links a lock is incomplete for a moment, and stays so if its creator is killed then.
  return { token: "0".repeat(16), pid: 0, world: "", started: "" };
}

function busy(how: string): EmulatorError {
  return new EmulatorError(
    "ERR_VAULT_BUSY",
    `The vault's lock ${how}. Try again. If that does not help, check whether that process hangs, and end it.`,
  );
}
