import { randomBytes } from "node:crypto";
import { readFile, rm, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { EmulatorError } from "../../error.js";
import { codeOf } from "./file-error.js";
import { livenessOf, ownIdentity, type ProcessIdentity } from "./process-identity.js";
import { createExclusively } from "./write-file.js";

interface Holder extends ProcessIdentity {
  /** One lock's own name, 16 hexadecimal digits. */
  readonly token: string;
}

/** After this long a holder that cannot be seen from here, on another machine say, counts as dead. It needs some ms. */
const ABANDONED_MS = 60_000;

/** Options of {@link withLock}. */
export interface LockOptions {
  /** How long to wait for others, in ms. */
  readonly waitMs: number;
}

/**
 * Runs a task while nobody else, in this or another process, runs one under the same lock.
 *
 * A lock is a file that names its holder. One whose holder was killed is found and broken at once, which is why this is no library: the known ones
 * wait for a time-out of some 10 s, and change `fs` for the whole process.
 *
 * @param file - the lock's file
 * @param task - gets a function that throws if the lock was taken away meanwhile
 * @throws `EmulatorError` `ERR_VAULT_BUSY`
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
        throw busy("was taken by another process that thought it abandoned");
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
      throw busy(other === undefined ? "changes hands all the time" : `is held by process ${other.pid}`);
    // Of different length, so that waiters do not come back in step.
    else await delay(2 + Math.random() * 20);
  }
  return holder.token;
}

/**
 * Removes a dead holder's lock, and never the one of a holder that came after it: who removes it holds a lock that is named after the dead one's
 * token. That one can be left by a killed process too, and is broken in the same way.
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
    // Half written: see below.
  }
  // Where there are no links a lock is incomplete for a moment, and stays so if its maker is killed then.
  return { token: "0".repeat(16), pid: 0, world: "", started: "" };
}

function busy(how: string): EmulatorError {
  return new EmulatorError(
    "ERR_VAULT_BUSY",
    `The vault's lock ${how}. Try again; if it stays so, see whether that process hangs, and end it.`,
  );
}
