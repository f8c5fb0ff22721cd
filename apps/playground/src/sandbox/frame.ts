import type { ToFrame } from "../runner/messages.js";

/** Where bots run: a frame of opaque origin, which can reach neither this page nor any network. */
export interface Frame {
  /** Starts a worker, and gives the port to it. */
  readonly start: () => Started;
}

/** A worker in the frame. */
export interface Started {
  readonly port: MessagePort;
  /** Ends it, whatever it is doing. */
  readonly stop: () => void;
}

/** Adds the frame to the page, and waits until it is there. */
export async function openFrame(): Promise<Frame> {
  const element = document.createElement("iframe");
  element.sandbox.add("allow-scripts");
  element.title = "Where the bot runs";
  element.hidden = true;
  element.src = new URL("sandbox.html", document.baseURI).href;
  document.body.append(element);
  const { contentWindow: frame } = element;
  if (frame === null) throw new Error("The browser opens no frame.");
  await new Promise<void>((resolve) => {
    const listen = ({ source, data }: MessageEvent<unknown>): void => {
      if (source !== frame || data !== "ready") return;
      removeEventListener("message", listen);
      resolve();
    };
    addEventListener("message", listen);
  });
  // An opaque origin has no name, so the message goes to whatever is in the frame, which is always our file.
  const tell = (message: ToFrame, ports: MessagePort[] = []): void => frame.postMessage(message, "*", ports);

  let count = 0;
  return {
    start() {
      const id = ++count;
      const { port1, port2 } = new MessageChannel();
      tell({ type: "start", id }, [port2]);
      return {
        port: port1,
        stop() {
          tell({ type: "stop", id });
          port1.close();
        },
      };
    },
  };
}
