/** A combined bot, end to end: the emulator plays the visitor and the platform. */
import { action, combine, createBot, integer, text, type Hook } from "@ck/bot";
import { expect, it } from "vitest";
import { converse } from "../src/index.js";

it("a visitor talks to one bot, whatever it was made of", async () => {
  const seen: string[] = [];
  const note =
    (part: string): Hook =>
    (_context, next) => {
      seen.push(part);
      return next();
    };
  const leave = createBot({
    use: [note("leave")],
    actions: {
      ApplyLeave: action({
        params: { days: integer() },
        execute: ({ params }) => `${params.days.toFixed()} days are booked.`,
      }),
    },
    welcome: () => "Hello! I book leave and take tickets.",
  });
  const desk = createBot({
    use: [note("desk")],
    actions: {
      OpenTicket: action({ params: { subject: text() }, execute: ({ params }) => `A ticket: ${params.subject}.` }),
    },
    fallback: ({ userInput }) => `I cannot do that: ${userInput}`,
  });
  const chat = converse(combine(leave, desk));
  expect((await chat.open()).text).toContain("I book leave and take tickets.");
  await chat.say("apply leave");
  expect((await chat.say("3")).text).toContain("3 days are booked.");
  await chat.say("open ticket");
  expect((await chat.say("My screen is black")).text).toContain("A ticket: My screen is black.");
  expect((await chat.say("Sing!")).text).toContain("I cannot do that: Sing!");
  expect(seen).toEqual(["leave", "leave", "leave", "desk", "desk", "desk"]);
  // The names of all parts, with the params that they declare.
  expect((await chat.execute("OpenTicket", { params: { subject: "x" } })).message).toBe("A ticket: x.");
});
