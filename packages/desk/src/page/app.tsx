import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Desk } from "./desk.js";
import { NoToken } from "./no-token.js";
import { callOverHttp, createClient } from "./state/client.js";

/** The page; without a token there is nothing to show. */
export function App({ token }: { readonly token: string | undefined }): JSX.Element {
  const client = useMemo(() => (token === undefined ? undefined : createClient(callOverHttp(token))), [token]);
  return client ? <Desk client={client} /> : <NoToken />;
}
