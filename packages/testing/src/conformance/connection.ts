import { connect, type Socket } from "node:net";

/** An answer read from a {@link Connection}. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** A connection on which the suite decides every byte. */
export interface Connection {
  readonly socket: Socket;
  /** Sends the text. Resolves once the system has accepted it, or the connection is closed. */
  readonly write: (text: string) => Promise<void>;
  /** The next answer; `undefined` if the connection closes before it is complete. */
  readonly next: () => Promise<RawAnswer | undefined>;
  readonly close: () => void;
}

/** Opens a connection to the server of `url`. */
export function openConnection(url: string): Connection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let came = "";
  let wake: (() => void) | undefined;
  // An error is followed by the close. A server may also close with a reset.
  socket.on("error", () => undefined);
  socket.on("close", () => wake?.());
  socket.setEncoding("latin1").on("data", (text: string) => {
    came += text;
    wake?.();
  });
  return {
    socket,
    write: (text) =>
      new Promise((resolve) => {
        socket.write(text, (error) => {
          if (error == null || socket.closed) resolve();
          // Otherwise a loop of writes that fail at once would never let the close happen.
          else socket.once("close", () => resolve());
        });
      }),
    async next() {
      for (;;) {
        const found = readAnswer(came);
        if (found !== undefined) {
          came = came.slice(found.size);
          return found.answer;
        }
        if (socket.destroyed) return undefined;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    close: () => void socket.destroy(),
  };
}

/** Reads the first complete answer of a text, and its size. Skips informational ones (`100 Continue`). */
function readAnswer(text: string): { readonly answer: RawAnswer; readonly size: number } | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
  const start = end + 4;
  if (status < 200) {
    const later = readAnswer(text.slice(start));
    return later && { answer: later.answer, size: start + later.size };
  }
  if (/^transfer-encoding: *chunked/im.test(head)) return readChunks(text, start, status);
  const size = start + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return text.length < size ? undefined : { answer: { status, body: text.slice(start, size) }, size };
}

function readChunks(text: string, start: number, status: number): ReturnType<typeof readAnswer> {
  let at = start;
  let body = "";
  for (;;) {
    const line = text.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const length = parseInt(text.slice(at, line), 16);
    const next = line + 2 + length + 2;
    if (text.length < next) return undefined;
    if (length === 0) return { answer: { status, body }, size: next };
    body += text.slice(line + 2, line + 2 + length);
    at = next;
  }
}
