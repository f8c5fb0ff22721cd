import { afterEach, expect, expectTypeOf, it, vi } from "vitest";
import { chatWindow, type ChatWindow, type HandleResponse, type Transcript } from "../src/index.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("waits for a script that loads later than the page's", async () => {
  const pushTranscript = (): void => undefined;
  // The page has made the object itself, for a hook.
  vi.stubGlobal("convokraft", { handleResponse: () => true });
  const waiting = chatWindow();
  const ready = { pushTranscript, sendMessage: () => undefined };
  vi.stubGlobal("convokraft", ready);
  expect(await waiting).toBe(ready);
});

it("says what to look at if there is no window", async () => {
  await expect(chatWindow({ timeoutMs: 1 })).rejects.toMatchObject({
    code: "ERR_NO_CHAT_WINDOW",
    message: expect.stringContaining("convokraft-chat-sdk.js") as unknown,
  });
  await expect(chatWindow({ timeoutMs: 0 })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
});

it("has the documented interface", () => {
  const transcript: Transcript = { message: "Reminder", id: "1", sender: "user", time: "1523356878103" };
  const handle: HandleResponse = (actionName, data, _element, responseHandled, fromHistory, fromPagination) => {
    expectTypeOf(actionName).toEqualTypeOf<string>();
    expectTypeOf(data).toEqualTypeOf<unknown>();
    expectTypeOf(fromHistory).toEqualTypeOf<boolean>();
    if (!fromPagination) responseHandled();
    return true;
  };
  const use = (window: ChatWindow): void => {
    window.handleResponse = handle;
    window.setClientSessionData = () => ({ name: "Ann" });
    window.sendMessage("Hello");
    window.sendMessage("Sick", "111");
    window.pushTranscript(transcript);
    // @ts-expect-error the time is a string
    window.pushTranscript({ ...transcript, time: 1523356878103 });
    // @ts-expect-error a message is required
    window.sendMessage();
    // @ts-expect-error it is a function
    window.setClientSessionData = { name: "Ann" };
  };
  expect(use).toBeTypeOf("function");
});
