import { expect, it } from "vitest";
import { createEmulator, keepChat, replay, type VisitorIssuer } from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";
import { leaveServer, servePlain } from "../support/plain-server.js";

const asha = { id: "u-17", email: "asha@example.com" };

/** A site whose tokens look like tokens, and can be told apart. */
function site(): VisitorIssuer & { readonly signed: unknown[] } {
  const signed: unknown[] = [];
  const sign: VisitorIssuer["sign"] = (visitor, environment) => {
    signed.push([visitor, environment]);
    return Promise.resolve(`eyJ.token.${signed.length}`);
  };
  return { sign, signed };
}

it("a chat of somebody who is logged in has a fresh token in each turn", async () => {
  const server = await servePlain(leaveServer);
  const visitors = site();
  const emulator = createEmulator({ bot: leaveBot(server.url), visitors });
  const chat = await emulator.openChat({ visitor: asha, clientData: { name: "Sam" } });
  await chat.say("book leave");
  await chat.say("sick");
  const passed = server.requests.map(({ clientData }) => clientData);
  expect(passed).toEqual([
    { name: "Sam", visitorToken: "eyJ.token.1" },
    { name: "Sam", visitorToken: "eyJ.token.3" },
  ]);
  expect(visitors.signed).toEqual(Array(3).fill([asha, "development"]));
  // What the visitor is stays with the chat; a token does not.
  expect(chat.transcript).toMatchObject({ visitor: asha, clientData: { name: "Sam" } });
  expect(chat.state).toMatchObject({ visitor: asha, clientData: { name: "Sam" } });
});

it("the visitor stays through a step back, a restart and a replay, which finds no difference in the tokens", async () => {
  const server = await servePlain(leaveServer);
  const emulator = createEmulator({ bot: leaveBot(server.url), visitors: site() });
  const chat = await emulator.openChat({ visitor: asha });
  await chat.say("book leave");
  expect(emulator.stepBack(chat, 1).transcript.visitor).toEqual(asha);
  const later = createEmulator({ bot: leaveBot(server.url), visitors: site() });
  expect(later.resume(JSON.parse(JSON.stringify(keepChat(chat))) as never).transcript.visitor).toEqual(asha);
  const { differences, transcript } = await replay(chat.transcript, later);
  expect(differences).toEqual([]);
  expect(transcript.visitor).toEqual(asha);
});

it("another key of the client data can hold the token", async () => {
  const server = await servePlain(leaveServer);
  const emulator = createEmulator({ bot: leaveBot(server.url), visitors: { ...site(), tokenKey: "who" } });
  await emulator.openChat({ visitor: asha });
  expect(server.requests[0]).toMatchObject({ clientData: { who: "eyJ.token.1" } });
});

it("nobody is logged in where nobody can sign, or nobody is named", async () => {
  const server = await servePlain(leaveServer);
  const invalid = { code: "ERR_INVALID_OPTION" };
  const emulator = createEmulator({ bot: leaveBot(server.url) });
  await expect(emulator.openChat({ visitor: asha })).rejects.toMatchObject(invalid);
  const issuing = createEmulator({ bot: leaveBot(server.url), visitors: site() });
  await expect(issuing.openChat({ visitor: { email: "x" } })).rejects.toMatchObject(invalid);
  await issuing.openChat();
  expect(server.requests[0]).toMatchObject({ clientData: {} });
});
