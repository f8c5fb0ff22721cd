import { cleanError } from "@ck/bot";

const CODES =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOENT|CONNECTION_BROKEN|NR_CLOSED)/;
const MESSAGES =
  /Connection is closed|Connection is in closing|Connection was ended|Socket (closed|timeout)|Stream isn't writeable|max retries per request|Failed to refresh slots cache|None of startup nodes|All sentinels are unreachable|ECONNREFUSED|ETIMEDOUT|Cluster isn't ready|connection was ended/i;

/** Whether an error of BullMQ or ioredis says that there is no connection to Redis, or no longer. */
export function isConnectionError(error: unknown): boolean {
  const { message, code } = cleanError(error) as Error & { readonly code?: unknown };
  return (typeof code === "string" && CODES.test(code)) || MESSAGES.test(message);
}
