import type { NodeRequest, NodeResponse } from "./node-http.js";

/** Calls the listener when the caller is gone, at once if that has already happened. */
export function onGone(req: NodeRequest, res: NodeResponse, listener: () => void): void {
  // The caller may have left while a slow middleware was at work.
  if (isGone(req, res)) {
    listener();
    return;
  }
  // A test's mock need not be an event emitter.
  if (typeof res.once !== "function") return;
  const check = (): void => {
    if (isGone(req, res)) listener();
  };
  res.once("close", check);
  if ("stream" in res || res.socket !== null) return;
  // A pipelined response that waits for the one before it gets no "close" event when the connection closes.
  const { socket } = req;
  if (socket.listenerCount("close") >= socket.getMaxListeners()) return;
  socket.once("close", check);
  res.once("close", () => socket.off("close", check));
}

/** Whether nothing can be sent any more. The compatibility API of HTTP/2 shows it on the stream only. */
export function isClosed(res: NodeResponse): boolean {
  return "stream" in res ? res.stream.closed || res.stream.destroyed : res.closed || res.destroyed;
}

/** Whether the caller has hung up. */
export function isGone(req: NodeRequest, res: NodeResponse): boolean {
  // Not `writableFinished`: on an HTTP/2 stream it is also true after the caller cancelled it.
  if (res.writableEnded) return false;
  if (isClosed(res) || (req.destroyed && !req.readableEnded)) return true;
  // The type does not know the mocks and wrappers that have no socket.
  return (
    !("stream" in req) && (req as { readonly socket?: { readonly destroyed?: boolean } }).socket?.destroyed === true
  );
}
