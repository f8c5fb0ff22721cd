import type {
  FindAnswer,
  FindRequest,
  OpenChatAnswer,
  ImportAnswer,
  OpenChatRequest,
  ErrorAnswer,
  ResendAnswer,
  ResendRequest,
  RestoreAnswer,
  SaveAnswer,
  SignAnswer,
  StepBackAnswer,
  StepBackRequest,
  TurnRequest,
} from "../../api/requests.js";
import type { ExchangeView, JobsView, JobView } from "../../api/views.js";

/** What the server did not do, in its words. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The API of the desk's server. Each call rejects with a {@link ApiError}. */
export interface Client {
  readonly openChat: (request: OpenChatRequest) => Promise<OpenChatAnswer>;
  readonly takeTurn: (chatId: string, request: TurnRequest) => Promise<unknown>;
  readonly saveChat: (chatId: string) => Promise<SaveAnswer>;
  readonly stepBack: (chatId: string, request: StepBackRequest) => Promise<StepBackAnswer>;
  readonly exchange: (id: string) => Promise<ExchangeView>;
  readonly find: (request: FindRequest) => Promise<FindAnswer>;
  readonly bytes: (id: string, side: "request" | "response") => Promise<Blob>;
  readonly resend: (id: string, request: ResendRequest) => Promise<ResendAnswer>;
  readonly sign: (id: string) => Promise<SignAnswer>;
  readonly saveExchange: (id: string) => Promise<SaveAnswer>;
  readonly importExchanges: (exchanges: readonly unknown[]) => Promise<ImportAnswer>;
  readonly clearExchanges: () => Promise<unknown>;
  readonly restoreExchanges: () => Promise<RestoreAnswer>;
  readonly jobs: () => Promise<JobsView>;
  readonly job: (id: string) => Promise<JobView>;
  readonly changeJob: (id: string, how: "retry" | "drop") => Promise<unknown>;
  readonly changeKeys: (how: "secure" | "rotate" | "deploy") => Promise<unknown>;
  /** The event stream. */
  readonly events: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
}

/** What of a call is not its path. */
export interface CallInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Calls the API: over HTTP, or in process. */
export type Call = (path: string, init: CallInit) => Promise<Response>;

/** @param token - of this run; without one the server refuses */
export function callOverHttp(token: string): Call {
  return async (path, init) => {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    return fetch(`/api/${path}`, { ...init, headers, cache: "no-store" }).catch(() => {
      throw new ApiError(0, "The desk's server does not answer. Has it been stopped?");
    });
  };
}

/** @param send - calls the API */
export function createClient(send: Call): Client {
  async function call(path: string, init: CallInit = {}): Promise<Response> {
    const headers = init.body === undefined ? {} : { "content-type": "application/json" };
    const response = await send(path, { ...init, headers });
    if (response.ok) return response;
    throw new ApiError(response.status, await messageOf(response));
  }
  const get = async <T>(path: string): Promise<T> => (await (await call(path)).json()) as T;
  const post = async <T>(path: string, body: object = {}): Promise<T> =>
    (await (await call(path, { method: "POST", body: JSON.stringify(body) })).json()) as T;

  return {
    openChat: (request) => post("chats", request),
    takeTurn: (chatId, request) => post(`chats/${chatId}/turns`, request),
    saveChat: (chatId) => post(`chats/${chatId}/save`),
    stepBack: (chatId, request) => post(`chats/${chatId}/step-back`, request),
    exchange: (id) => get(`exchanges/${id}`),
    find: (request) => post("exchanges/find", request),
    bytes: async (id, side) => (await call(`exchanges/${id}/bytes/${side}`)).blob(),
    resend: (id, request) => post(`exchanges/${id}/resend`, request),
    sign: (id) => post(`exchanges/${id}/sign`),
    saveExchange: (id) => post(`exchanges/${id}/save`),
    importExchanges: (exchanges) => post("exchanges/import", { exchanges }),
    clearExchanges: () => post("exchanges/clear"),
    restoreExchanges: () => post("exchanges/restore"),
    jobs: () => get("jobs"),
    job: (id) => get(`jobs/${encodeURIComponent(id)}`),
    changeJob: (id, how) => post(`jobs/${encodeURIComponent(id)}/${how}`),
    changeKeys: (how) => post(`bot/${how}`),
    async events(signal) {
      const { body } = await call("events", { signal });
      if (body === null) throw new ApiError(0, "The event stream is empty.");
      return body;
    },
  };
}

async function messageOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as ErrorAnswer).error.message;
  } catch {
    return `The server answered ${response.status}.`;
  }
}
