import { checkOptions } from "../check-options.js";
import { ListenError } from "../error.js";
import type { Traffic } from "../traffic.js";
import { createRecorder, RECORDER_OPTIONS, type Recorder, type RecorderOptions } from "./recorder.js";

/** An exchange, as `onExchange` of `@ck/bot` is called with it. */
export interface ServedExchange {
  readonly at: string;
  readonly ms: number;
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly httpVersion?: string;
    readonly headers: Traffic["request"]["headers"];
    readonly body?: Uint8Array;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
  };
}

/** Options of {@link record}. */
export interface RecordOptions extends Omit<RecorderOptions, "url"> {
  /** The URL of the webhook, for sending recordings again. Default: the path of the first request, on `localhost`. */
  readonly url?: string | undefined;
}

/** The status of an answer whose caller had hung up. */
const NOBODY = 499;

/**
 * Records what a server receives and answers, as `ck listen` does in front of it. Personal values are replaced unless
 * `redact` is `false`.
 *
 * It writes after the answer is out. If it cannot, the traffic goes on, `onError` is called, and it tries again with the next exchange.
 *
 * @param options - where to record, and what; see {@link RecorderOptions}
 * @returns the hook for the option `onExchange` of `receive` and `webhook`
 * @throws {@link ListenError} `ERR_INVALID_OPTION`: there is no folder, or the URL is not http(s)
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/express";
 * import { record } from "@ck/listen";
 *
 * const onExchange = process.env.CK_RECORD === undefined ? undefined : record({ folder: process.env.CK_RECORD });
 * webhook(createBot({ actions: {} }), { publicKey: false, onExchange });
 * ```
 */
export function record(options: RecordOptions): (exchange: ServedExchange) => Promise<void> {
  checkOptions(options, RECORDER_OPTIONS, "record");
  const { folder, url } = options as Partial<RecordOptions>;
  if (typeof folder !== "string" || folder === "")
    throw new ListenError("ERR_INVALID_OPTION", "folder must be the path of a folder.");
  if (url !== undefined && !/^https?:\/\/./i.test(url))
    throw new ListenError("ERR_INVALID_OPTION", "url must begin with http:// or https://.");
  let opening: Promise<Recorder> | undefined;

  function open(exchange: ServedExchange): Promise<Recorder> {
    const [path = "/"] = exchange.request.target.split("?", 1);
    return createRecorder({ ...options, url: url ?? `http://localhost${path.startsWith("/") ? path : "/"}` });
  }

  return async (exchange) => {
    opening ??= open(exchange);
    try {
      const recorder = await opening;
      recorder.record(toTraffic(exchange));
      await recorder.flush();
    } catch (error) {
      opening = undefined;
      try {
        options.onError?.(error);
      } catch {
        // Whoever listens must not stop the recording.
      }
    }
  };
}

function toTraffic({ at, ms, request, response }: ServedExchange): Traffic {
  const { method, target, headers, httpVersion = "1.1", body } = request;
  return {
    at,
    request: {
      ...{ method, target, httpVersion, headers },
      body: body ?? new Uint8Array(),
      truncated: body === undefined,
    },
    ...(response.status !== NOBODY && {
      response: {
        status: response.status,
        headers: Object.entries(response.headers),
        body: response.body,
        truncated: false,
        complete: true,
      },
    }),
    timings: { totalMs: ms },
  };
}
