import { describe, expect, it } from "vitest";
import { deliverWith, judgeFault, type Send, type Verdict } from "../../src/core.js";

/** The remarks on an answer to a request. */
async function remarksOn(
  answer: object,
  todo: "execute" | "fallback" | "welcome" | "prompt" = "execute",
): Promise<string> {
  const body = new TextEncoder().encode(JSON.stringify(answer));
  const headers = [["content-type", "application/json"]] as const;
  const send: Send = () =>
    Promise.resolve({
      ending: { type: "complete" },
      response: { status: 200, headers, body },
      timings: { totalMs: 1 },
    });
  const [{ verdict }] = await deliverWith(send, { todo, environment: "development" }, { url: "http://localhost/" });
  expect(verdict).toMatchObject({ outcome: "answered" });
  return verdict.remarks.join("\n");
}
const says = (message: string, more: object = {}): object => ({ status: "execution", message, ...more });

describe("an accepted answer is remarked on, with the fix,", () => {
  it.each([
    ["**two** days", "Write *bold*."],
    ["~~two~~ days", "Write ~strike~."],
    ["```\ncode\n```", "fenced code"],
    ["> as they said", "Write !quote."],
    ["## Leaves", "Write #Heading."],
    ["- one\n- two", "Write * item."],
  ])("for the Markdown in %j", async (message, fix) => {
    expect(await remarksOn(says(message))).toContain(fix);
    expect(await remarksOn(says("Done.", { card: [{ type: "note", content: message }] }))).toContain(fix);
  });

  it.each(["*two* days", "2 ** 3 ** 4", "a ~ b", "#Heading", "* item", "!quote", "5 > 3", "- "])(
    "but not for %j",
    async (message) => {
      expect(await remarksOn(says(message))).toBe("");
    },
  );

  it("for a link that is dropped", async () => {
    for (const url of ["/leaves", "javascript:alert(1)", "www.example.com", "file:///etc/passwd"])
      expect(await remarksOn(says(`See [the leaves](${url}).`)), url).toContain("A link is dropped");
    expect(await remarksOn(says("See [the leaves](https://example.com/leaves)."))).toBe("");
  });

  it("for a picture that cannot load, wherever it is", async () => {
    const image = (content: string): object => says("Done.", { card: [{ type: "image", content }] });
    expect(await remarksOn(image("http://example.com/a.png"))).toContain("starts with http://");
    expect(await remarksOn(image("/a.png"))).toContain("expected an address such as https://");
    const inline = await remarksOn(image("data:image/gif;base64,R0lGODlhAQABAAAAACw="));
    expect(inline).toContain("starts with data:, and ConvoKraft's chat window loads pictures over https: only");
    expect(inline).toContain("The page of ck shows it all the same.");
    expect(await remarksOn(image("https://example.com/a.png"))).toBe("");
    expect(await remarksOn(image("http://localhost:3000/a.png"))).toBe("");
    const option = { id: "1", label: "Sick", image: "http://example.com/a.png" };
    const prompt = { status: "prompt", message: "Which?", prompt: { param_name: "a", options: [option] } };
    expect(await remarksOn(prompt, "prompt")).toContain("starts with http://");
    const greeting = { welcome_response: { message: "![us](http://example.com/a.png)" } };
    expect(await remarksOn(greeting, "welcome")).toContain("A picture");
  });

  it("and the remark quotes nothing of it", async () => {
    const remarks = await remarksOn(says("**hunter2** [hunter2](/hunter2) ![hunter2](hunter2)"));
    expect(remarks).not.toBe("");
    expect(remarks).not.toContain("hunter2");
  });
});

describe("a fault is judged the right way round", () => {
  const judged = (
    fault: Parameters<typeof judgeFault>[0]["fault"],
    status?: number,
    outcome: Verdict["outcome"] = "bad-status",
  ) =>
    judgeFault({
      ...(fault !== undefined && { fault }),
      ...(status !== undefined && {
        response: { status, headers: [], body: { encoding: "utf8", content: "" }, complete: true },
      }),
      verdict: { outcome },
    })?.result;

  it("for a forged request", () => {
    for (const fault of [
      "wrong-signature",
      "missing-signature",
      "repeated-header",
      "stale-key",
      "unknown-key",
      "re-encoded",
    ] as const) {
      expect([judged(fault, 401), judged(fault, 403)], fault).toEqual(["refused", "refused"]);
      expect(judged(fault, 200, "answered"), fault).toBe("accepted");
      // None of these proves that the signature was checked.
      expect(
        [
          judged(fault, 200, "wrong-form"),
          judged(fault, 500),
          judged(fault, 302),
          judged(fault, undefined, "unreachable"),
        ],
        fault,
      ).toEqual(Array.from({ length: 4 }, () => "unclear"));
    }
  });

  it("for one that never arrives completely, and for one that arrives twice", () => {
    for (const fault of ["slow-sending", "cut-connection"] as const)
      expect([judged(fault, 408), judged(fault, undefined, "timed-out"), judged(fault, 200, "answered")]).toEqual([
        "refused",
        "refused",
        "accepted",
      ]);
    for (const fault of ["replayed", "duplicated"] as const)
      expect([judged(fault, 409), judged(fault, 200, "answered")]).toEqual(["refused", "unclear"]);
    expect(judged(undefined, 200, "answered")).toBeUndefined();
  });
});
