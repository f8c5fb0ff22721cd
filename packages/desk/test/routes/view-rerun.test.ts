import { compareTranscripts, type ChatTurn, type Transcript } from "@ck/emulator";
import { describe, expect, it } from "vitest";
import { viewRerun } from "../../src/routes/view-rerun.js";

const message = (
  role: "visitor" | "bot",
  text: string,
  labels: readonly string[] = [],
): ChatTurn["messages"][number] => ({
  id: text,
  at: "2030-01-01T00:00:00.000Z",
  role,
  text,
  options: [],
  buttons: labels.map((label, index) => ({ id: label, label, offer: `b${index}` })),
  cards: [],
  followups: [],
  failure: false,
});

const turn = (said: string, answer: string, labels: readonly string[] = []): ChatTurn => ({
  input: { type: "say", text: said },
  messages: [message("visitor", said), message("bot", answer, labels)],
  exchanges: [],
  remarks: [],
});

const chatOf = (turns: readonly ChatTurn[]): Transcript => ({
  chatId: "c",
  bot: "b",
  environment: "development",
  clientData: {},
  page: "https://example.com",
  turns,
});

const viewOf = (before: readonly ChatTurn[], now: readonly ChatTurn[]): ReturnType<typeof viewRerun> => {
  const [recorded, transcript] = [chatOf(before), chatOf(now)];
  return viewRerun(recorded, 0, { differences: compareTranscripts(recorded, transcript), transcript });
};

describe("the view of a rerun", () => {
  it("counts the differences of each turn, also of those that are not listed", () => {
    const many = Array.from({ length: 40 }, (_, index) => `button ${index}`);
    const before = [turn("one", "1", many), turn("two", "2"), turn("three", "3", ["Book the draft"])];
    const now = [turn("one", "changed"), turn("two", "2"), turn("three", "3")];
    const { sent, differences, differenceCount } = viewOf(before, now);
    expect(sent).toEqual([
      { text: "one", differenceCount: 41 },
      { text: "two", differenceCount: 0 },
      { text: "three", differenceCount: 1 },
    ]);
    expect(differenceCount).toBe(42);
    expect(differences.filter((each) => each.sent === 0)).toHaveLength(10);
    expect(differences.at(-1)).toEqual({ sent: 2, path: "messages.1.buttons.0", was: '"Book the draft"' });
  });

  it("counts them also if no difference of a turn is listed", () => {
    const turns = (text: string): ChatTurn[] => Array.from({ length: 400 }, (_, index) => turn(`${index}`, text));
    const { sent, differences } = viewOf(turns("before"), turns("after"));
    expect(differences).toHaveLength(300);
    expect(sent.filter(({ differenceCount }) => differenceCount === 0)).toEqual([]);
  });

  it("begins with the answers", () => {
    const before = turn("one", "before", ["Book"]);
    const now = { ...turn("one", "after", ["Save"]), remarks: ["odd"] };
    expect(viewOf([before], [now]).differences.map(({ path }) => path)[0]).toBe("messages.1.text");
  });
});
