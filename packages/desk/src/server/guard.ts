import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { HttpError } from "../http/http-error.js";

/** Decides which requests are answered. */
export interface Guard {
  /**
   * For every request: the Host must be ours; otherwise a foreign domain name points at this machine (DNS rebinding).
   *
   * @throws HttpError 403
   */
  readonly checkHost: MiddlewareHandler;
  /**
   * For every request to the API: it must come from our own page, with this run's token.
   *
   * @throws HttpError 401, 403
   */
  readonly checkCaller: MiddlewareHandler;
}

/** Options of {@link createGuard}. */
export interface GuardOptions {
  /** The port that is listened on. */
  readonly port: number;
  readonly token: string;
  /** Other host names of ours, at whichever port, also over https: a proxy of the author's stands in front. */
  readonly allowHosts?: readonly string[];
}

/**
 * The token is sent in a header, which no other page can set and no browser sends by itself. A cookie would go to every
 * server on this host, since cookies ignore ports; and SameSite does not exclude the pages of those servers, which count
 * as the same site. The token also excludes other users of the machine, who can reach the port too.
 *
 * @param options - the port, the token, and who else may be asked for
 */
export function createGuard({ port, token, allowHosts = [] }: GuardOptions): Guard {
  // Port 80 is left out of Host and Origin.
  const suffix = port === 80 ? "" : `:${port}`;
  const hosts = new Set(["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}${suffix}`));
  const others = new Set(allowHosts.map((name) => name.toLowerCase()));
  const isOther = (host: string): boolean => others.has(host.toLowerCase().replace(/:\d+$/, ""));
  const expected = digest(`Bearer ${token}`);

  return {
    async checkHost({ req }, next) {
      // A target such as `http://other.example/` names a host too.
      const named = [req.header("host"), new URL(req.url).host];
      if (named.every((host) => host !== undefined && (hosts.has(host.toLowerCase()) || isOther(host)))) return next();
      throw new HttpError(
        403,
        "ERR_HOST",
        `This server only answers as 127.0.0.1${suffix} and localhost${suffix}. Open the address that was printed at the start, or allow the other name with --allow-host.`,
      );
    },
    async checkCaller({ req }, next) {
      const site = req.header("sec-fetch-site");
      const origin = req.header("origin");
      const host = req.header("host") ?? "";
      const isOwn =
        origin === undefined || origin === `http://${host}` || (isOther(host) && origin === `https://${host}`);
      if (!isOwn || (site !== undefined && site !== "same-origin"))
        throw new HttpError(
          403,
          "ERR_ORIGIN",
          "The request comes from another page. Only the desk's own page may call the API.",
        );
      if (timingSafeEqual(digest(req.header("authorization") ?? ""), expected)) return next();
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
