// The script of sandbox.html: starts and stops workers for the page around it. It has no imports: its text is in the page's policy.
const program = document.querySelector("#worker")?.textContent ?? "";
const workers = new Map<number, Worker>();

addEventListener("message", ({ source, data, ports }: MessageEvent<{ type: string; id: number }>) => {
  // Code that came with a link may run only where it can reach nothing: in a frame without an origin.
  if (source !== parent || parent === self || origin !== "null") return;
  if (data.type === "stop") {
    workers.get(data.id)?.terminate();
    workers.delete(data.id);
    return;
  }
  const [port] = ports;
  if (data.type !== "start" || port === undefined) return;
  const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(url);
  workers.set(data.id, worker);
  worker.postMessage("port", [port]);
});
parent.postMessage("ready", "*");
