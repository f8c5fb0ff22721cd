import { connect, type Socket } from "node:net";

/** An answer as it was read off a {@link Connection}. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** A connection whose every byte the suite decides. */
export interface Connection {
  readonly socket: Socket;
  /** Sends the text; resolves once the system has taken it, or the connection is closed. */
  readonly write: (text: string) => Promise<void>;
  /** The next answer, or `undefined` when the connection is closed before there is a whole one. */
  readonly next: () => Promise<RawAnswer | undefined>;
  readonly close: () => void;
}

/** Opens a connection to where `url` points. */
export function openConnection(url: string): Connection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let came = "";
  let wake: (() => void) | undefined;
  // An error is followed by the close; a reset is one of the ways in which a server may close.
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
          // Else a loop of writes that fail at once would never let the close happen.
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

/** The first whole answer of a text, and how much of it that is. Informational ones (`100 Continue`) are passed over. */
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
