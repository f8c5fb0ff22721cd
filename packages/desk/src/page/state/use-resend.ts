import { useCallback, useRef, useState } from "preact/hooks";
import type { ResendAnswer, ResendRequest } from "../../api/requests.js";
import type { ExchangeRow } from "../../api/views.js";
import type { Client } from "./client.js";

/** An exchange that is being sent again. */
export interface Resending {
  readonly key: string;
  readonly todo: string;
  readonly about: string | undefined;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** Sending again, and what is in flight. */
export interface Resend {
  /** Sends an exchange again. It is listed as in flight at once. */
  readonly resend: (row: ExchangeRow, request: ResendRequest) => Promise<ResendAnswer>;
  readonly resending: readonly Resending[];
}

/** Sends exchanges again, and knows which of them are in flight. */
export function useResend(client: Client): Resend {
  const [resending, setResending] = useState<readonly Resending[]>([]);
  const count = useRef(0);
  const resend = useCallback<Resend["resend"]>(
    async ({ id, number, todo }: ExchangeRow, request) => {
      count.current += 1;
      const key = `resend-${count.current}`;
      const entry = { key, todo, about: `resent from #${number}`, since: new Date().toISOString() };
      setResending((all) => [...all, entry]);
      try {
        return await client.resend(id, request);
      } finally {
        setResending((all) => all.filter((each) => each.key !== key));
      }
    },
    [client],
  );
  return { resend, resending };
}
