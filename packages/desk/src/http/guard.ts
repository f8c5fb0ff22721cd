import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.js";

/** Decides which requests are answered. */
export interface Guard {
  /**
   * For every request: the Host must be ours; otherwise a foreign domain name points at this machine (DNS rebinding).
   *
   * @throws HttpError 403
   */
  readonly checkHost: (request: IncomingMessage) => void;
  /**
   * For every request to the API: it must come from our own page, with this run's token.
   *
   * @throws HttpError 401, 403
   */
  readonly checkCaller: (request: IncomingMessage) => void;
}

/**
 * The token is sent in a header, which no other page can set and no browser sends by itself. A cookie would go to every
 * server on this host, since cookies ignore ports; and SameSite does not exclude the pages of those servers, which count
 * as the same site. The token also excludes other users of the machine, who can reach the port too.
 *
 * @param port - the port that is listened on
 */
export function createGuard({ port, token }: { readonly port: number; readonly token: string }): Guard {
  // Port 80 is left out of Host and Origin.
  const suffix = port === 80 ? "" : `:${port}`;
  const hosts = new Set(["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}${suffix}`));
  const expected = digest(`Bearer ${token}`);

  return {
    checkHost({ headers }) {
      if (headers.host !== undefined && hosts.has(headers.host.toLowerCase())) return;
      throw new HttpError(
        403,
        "ERR_HOST",
        `This server only answers as 127.0.0.1${suffix} and localhost${suffix}. Open the address that was printed at the start.`,
      );
    },
    checkCaller({ headers }) {
      const site = headers["sec-fetch-site"];
      const isOwn = headers.origin === undefined || headers.origin === `http://${headers.host ?? ""}`;
      if (!isOwn || (site !== undefined && site !== "same-origin"))
        throw new HttpError(
          403,
          "ERR_ORIGIN",
          "The request comes from another page. Only the desk's own page may call the API.",
        );
      if (timingSafeEqual(digest(headers.authorization ?? ""), expected)) return;
      throw new HttpError(
        401,
        "ERR_TOKEN",
        "The token of this run is missing or wrong. Open the address that was printed at the start, including everything after the #.",
      );
    },
  };
}

/** Digests have one length, so they can be compared in constant time. */
function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
