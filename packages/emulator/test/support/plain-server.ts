import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What a server without any of our packages makes of a request. */
export interface PlainRequest {
  readonly todo: string;
  readonly action?: string | { readonly namespace: string };
  readonly button_id?: string;
  readonly environment?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly userInput?: string;
  readonly previousParam?: string | { readonly name: string };
  readonly paramsToPrompt?: readonly unknown[];
  readonly broadcast?: Readonly<Record<string, unknown>>;
  readonly cache?: Readonly<Record<string, unknown>>;
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Either a JSON answer, or a function that writes what it likes. */
export type Answerer = (
  request: PlainRequest,
  raw: { readonly req: IncomingMessage; readonly body: Buffer; readonly res: ServerResponse },
) => unknown;

export interface PlainServer {
  readonly url: string;
  readonly requests: PlainRequest[];
  readonly bodies: Buffer[];
}

/** Serves on a free port until the test is over. `undefined` as an answer: the answerer has written it itself, or never will. */
export async function servePlain(answer: Answerer): Promise<PlainServer> {
  const requests: PlainRequest[] = [];
  const bodies: Buffer[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("error", () => {});
    req.on("end", () => {
      const body = Buffer.concat(chunks);
      const request = JSON.parse(body.toString()) as PlainRequest;
      requests.push(request);
      bodies.push(body);
      const answered = answer(request, { req, body, res });
      if (answered === undefined) return;
      res.setHeader("content-type", "application/json");
      res.end(JSON.stringify(answered));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, requests, bodies };
}

/** The namespace, or the name, in either form. */
export function nameOf(ref: string | { readonly namespace?: string; readonly name?: string } | undefined): string {
  return typeof ref === "object" ? (ref.namespace ?? ref.name ?? "") : (ref ?? "");
}

/** A small leave bot as somebody would write it by hand from the vendor's page. */
export const leaveServer: Answerer = (request) => {
  const { params = {}, broadcast = {} } = request;
  switch (request.todo) {
    case "welcome":
      return { welcome_response: { message: `Hello ${textOf(request.clientData?.["name"])}!` } };
    case "fallback":
      return { status: "handled", message: `You said: ${request.userInput ?? ""}` };
    case "failure":
      return { message: "That did not work." };
    case "button":
      return { status: "execution", message: `${request.button_id ?? ""} of ${nameOf(request.action)}` };
    case "prompt":
      if (nameOf(request.previousParam) === "leaveType" && params["leaveType"] === "casual") {
        return {
          status: "prompt",
          prompt: {
            param_name: "leaveType",
            options: [{ id: "sick", label: "Sick leave", image: "https://example.com/sick.png" }],
            buttons: [],
          },
          message: "No casual leave left.",
          data: {},
        };
      }
      return { todo: "prompt" };
    default: {
      const booked = Number(broadcast["booked"] ?? 0) + 1;
      return {
        status: "execution",
        message: `Booked ${JSON.stringify(params)}`,
        card: [{ type: "note", content: `${booked} so far` }],
        broadcast: { booked },
      };
    }
  }
};

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "there";
}
