import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** Who holds a lock, told apart from a later process that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The machine since its last start and the space of process numbers in it: a container has its own. */
  readonly world: string;
  /** When the process was started, in the system's own unit; empty where that cannot be known. */
  readonly started: string;
}

/** Whether a process still runs. */
export type Liveness = "alive" | "dead" | "unknown";

/** The process that this runs in. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const { pid } = process;
  const [boot, space] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  const world = [hostname(), boot.trim(), space].join(" ");
  return { pid, world, started: (await statusOf(pid))?.started ?? "" };
}

/** Tells whether another process still runs, as far as that can be seen from here. */
export async function livenessOf(other: ProcessIdentity): Promise<Liveness> {
  const own = await ownIdentity();
  if (other.world !== own.world) return "unknown";
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "dead";
  }
  const status = await statusOf(other.pid);
  if (status === undefined || other.started === "") return "unknown";
  return status.ended || status.started !== other.started ? "dead" : "alive";
}

/** From Linux's /proc; elsewhere there is no such file. */
async function statusOf(pid: number): Promise<{ readonly started: string; readonly ended: boolean } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field is the program's name in brackets, which can hold blanks and brackets; state and start are fields 3 and 22.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = ""] = fields;
  const started = fields[19];
  return started === undefined ? undefined : { started, ended: state === "Z" || state === "X" };
}
