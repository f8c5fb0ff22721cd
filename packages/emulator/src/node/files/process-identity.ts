import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** Identifies a process, also against a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The machine since its last boot, and its process namespace: a container has its own. */
  readonly world: string;
  /** When the process started, in the system's own unit; empty if that cannot be determined. */
  readonly started: string;
}

/** Whether a process is still running. */
export type Liveness = "alive" | "dead" | "unknown";

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const { pid } = process;
  const [boot, space] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  const world = [hostname(), boot.trim(), space].join(" ");
  return { pid, world, started: (await statusOf(pid))?.started ?? "" };
}

/** Tells whether another process is still running, as far as that can be observed from here. */
export async function livenessOf(other: ProcessIdentity): Promise<Liveness> {
  const own = await ownIdentity();
  if (other.world !== own.world) return "unknown";
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    // EPERM: it exists, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "dead";
  }
  const status = await statusOf(other.pid);
  if (status === undefined || other.started === "") return "unknown";
  return status.ended || status.started !== other.started ? "dead" : "alive";
}

/** From Linux's /proc, which other systems do not have. */
async function statusOf(pid: number): Promise<{ readonly started: string; readonly ended: boolean } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // Field 2 is the program's name in brackets, and may contain blanks and brackets; state and start are fields 3 and 22.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = ""] = fields;
  const started = fields[19];
  return started === undefined ? undefined : { started, ended: state === "Z" || state === "X" };
}
