import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { EmulatedBot, Sign } from "@ck/emulator";
import { SIGNATURE_HEADER } from "@ck/protocol";
import type { PublicKey, SignatureOptions } from "@ck/signature";
import { checkOptions } from "../check-options.js";
import { ListenError } from "../error.js";
import { createObserver, type Observation } from "../observe/observe.js";
import { createRedactor, type Redactor } from "../redact/redact.js";
import type { Traffic } from "../traffic.js";
import { openFolder, type FolderLimits } from "./folder.js";
import { readOwnFile } from "./read-file.js";
import { toExchange, type RecordedExchange } from "./to-exchange.js";

/** Options of {@link createRecorder}. */
export interface RecorderOptions extends FolderLimits {
  /** Where recordings go. It is created for its owner only. */
  readonly folder: string;
  /** The URL of the webhook, for sending recordings again. */
  readonly url: string;
  /** Replace what may be personal. Default `true`. */
  readonly redact?: boolean | undefined;
  /** The bot's definition: its options and buttons stay as they are, since a server may only know these. Default: none. */
  readonly bot?: Pick<EmulatedBot, "actions"> | undefined;
  /** More texts of the bot itself that are not personal. Default: none. */
  readonly keep?: readonly string[] | undefined;
  /** Signs redacted requests again, with a key that is not the platform's. Default: they have no signature. */
  readonly sign?: Sign | undefined;
  /** The id of that key. */
  readonly keyId?: string | undefined;
  /** The public keys of the platform, to explain signatures. Default: none. */
  readonly keys?: readonly PublicKey[] | undefined;
  /** How the platform is configured to sign. Default: SHA-256, DER, Base64. */
  readonly settings?: SignatureOptions | undefined;
  /** Called after each recording was written. */
  readonly onRecorded?: ((recorded: Recorded) => void) | undefined;
  /** Called if something cannot be recorded. The traffic goes on. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** The names of {@link RecorderOptions}. */
export const RECORDER_OPTIONS: Readonly<Record<keyof RecorderOptions, true>> = {
  folder: true,
  url: true,
  redact: true,
  bot: true,
  keep: true,
  sign: true,
  keyId: true,
  keys: true,
  settings: true,
  onRecorded: true,
  onError: true,
  maxFiles: true,
  maxBytes: true,
  maxAgeDays: true,
};

/** A recording that was written. */
export interface Recorded {
  readonly file: string;
  readonly exchange: RecordedExchange;
  readonly observation: Observation;
}

/** Writes traffic to a folder. */
export interface Recorder {
  /** Takes note of an exchange; returns at once and never throws. */
  readonly record: (traffic: Traffic) => void;
  /** Resolves once everything so far is written. */
  readonly flush: () => Promise<void>;
  /** How many were written, failed, or were dropped because too many came at once. */
  readonly counts: { readonly written: number; readonly failed: number; readonly dropped: number };
}

/** The most that waits to be written, in exchanges and in bytes. */
const MAX_WAITING = 1_000;
const MAX_WAITING_BYTES = 64_000_000;
const KEY_FILE = "redaction.key";
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/**
 * Creates a recorder.
 *
 * @param options - where and what to record
 * @throws {@link ListenError} `ERR_FOLDER`: the folder cannot be used
 * @throws {@link ListenError} `ERR_INVALID_OPTION`: the URL is not http(s)
 */
export async function createRecorder(options: RecorderOptions): Promise<Recorder> {
  checkOptions(options, RECORDER_OPTIONS, "createRecorder");
  const { folder, url, keys = [], settings = {}, redact = true, bot } = options;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new ListenError("ERR_INVALID_OPTION", "url must begin with http:// or https://.");
  const { origin, pathname } = new URL(url);
  const recordings = await openFolder(folder, options);
  const keep = [...textsOf(bot), ...(options.keep ?? [])];
  const redactor = redact ? createRedactor(await redactionKey(folder), { webhookPath: pathname, keep }) : undefined;
  const observer = createObserver({ keys, settings, bot });
  const counts = { written: 0, failed: 0, dropped: 0 };
  let waiting = 0;
  let waitingBytes = 0;
  let last: Promise<void> = Promise.resolve();

  async function write(traffic: Traffic): Promise<void> {
    try {
      const observation = await observer.observe(traffic);
      const exchange = await toRecorded(traffic, redactor, origin, options);
      const recording = { kind: "exchange", version: 1, exchange, listen: { observation } };
      const file = await recordings.write(traffic.at, `${JSON.stringify(recording)}\n`);
      counts.written += 1;
      notify(() => options.onRecorded?.({ file, exchange, observation }));
    } catch (error) {
      counts.failed += 1;
      notify(() => options.onError?.(error));
    }
  }

  return {
    counts,
    record(traffic) {
      const size = traffic.request.body.byteLength + (traffic.response?.body.byteLength ?? 0);
      if (waiting >= MAX_WAITING || waitingBytes + size > MAX_WAITING_BYTES) {
        counts.dropped += 1;
        return;
      }
      waiting += 1;
      waitingBytes += size;
      last = last
        .then(() => write(traffic))
        .then(() => {
          waiting -= 1;
          waitingBytes -= size;
        });
    },
    flush: () => last,
  };
}

/** The options and buttons that a definition names. */
function textsOf(bot: Pick<EmulatedBot, "actions"> | undefined): readonly string[] {
  return (bot?.actions ?? []).flatMap(({ params, buttons }) =>
    [...params.flatMap(({ options }) => options), ...buttons].flatMap(({ id, label }) => [id, label]),
  );
}

async function toRecorded(
  traffic: Traffic,
  redactor: Redactor | undefined,
  origin: string,
  { sign, keyId }: RecorderOptions,
): Promise<RecordedExchange> {
  if (redactor === undefined) return toExchange(traffic, origin);
  const redacted = redactor.redact(traffic);
  const { environment } = toExchange(redacted, origin);
  if (sign === undefined) return { ...toExchange(redacted, origin), redacted: {} };
  const header = [SIGNATURE_HEADER, await sign(redacted.request.body, environment)] as const;
  const request = { ...redacted.request, headers: [...redacted.request.headers, header] };
  return { ...toExchange({ ...redacted, request }, origin), redacted: { ...(keyId !== undefined && { keyId }) } };
}

/** The key of the folder's pseudonyms, so that equal values stay equal after a restart. Whoever has it can guess values. */
async function redactionKey(folder: string): Promise<Uint8Array> {
  const file = path.join(folder, KEY_FILE);
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const key = randomBytes(32);
    await writeFile(temporary, key.toString("base64"), { flag: "wx", mode: 0o600 });
    // Complete from its first moment: a full disk or a kill leaves no half of a key.
    await link(temporary, file).catch((error: unknown) => {
      // FAT and some network file systems have no links.
      if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
      return copyFile(temporary, file, constants.COPYFILE_EXCL);
    });
    return key;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "EEXIST")
      throw new ListenError("ERR_FOLDER", `${file} cannot be written (${String(code)}).`, { cause });
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
  const key = Buffer.from(await readOwnFile(file), "base64");
  if (key.byteLength === 32) return key;
  throw new ListenError("ERR_FOLDER", `${file} is damaged. Remove it: pseudonyms of new recordings will be others.`);
}

function notify(call: () => void): void {
  try {
    call();
  } catch {
    // Whoever listens must not stop the recording.
  }
}
