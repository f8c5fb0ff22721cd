import { EventEmitter } from "node:events";
import { inspect } from "node:util";
import type { BotError } from "@ck/bot";
import { describe, expect, it, vi } from "vitest";
import { createAlarms } from "../src/alarms.js";
import type { Client } from "../src/connect.js";

function start() {
  const errors: BotError[] = [];
  const alarms = createAlarms((error) => errors.push(error));
  const clients = [1, 2].map(() => Object.assign(new EventEmitter(), { status: "ready" }));
  for (const client of clients) {
    alarms.watch(client as unknown as Client);
    client.emit("ready");
  }
  const lost = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:6379"), { code: "ECONNREFUSED" });
  const goes = (client: (typeof clients)[number]): void => {
    client.status = "reconnecting";
    client.emit("error", lost);
  };
  const comes = (client: (typeof clients)[number]): void => {
    client.status = "ready";
    client.emit("ready");
  };
  return { errors, alarms, clients: clients as [(typeof clients)[number], (typeof clients)[number]], goes, comes };
}

describe("an outage", () => {
  it("is reported once, whichever connections notice it, and the next one again, as the second", () => {
    const { errors, clients, goes, comes } = start();
    clients.forEach(goes);
    clients.forEach(goes);
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/has lost its Redis, and keeps trying/),
    ]);
    const [one, other] = clients;
    comes(one);
    // One that is late is of the same outage.
    goes(other);
    comes(other);
    expect(errors).toHaveLength(1);
    clients.forEach(goes);
    expect(errors).toHaveLength(2);
    expect(errors[1]).toMatchObject({
      code: "ERR_QUEUE",
      message: expect.stringMatching(/lost its Redis again.*outage 2/) as string,
      cause: { code: "ECONNREFUSED" },
    });
  });

  it("that is over is not reported by an error that arrives late", () => {
    const { errors, alarms } = start();
    alarms.error(new Error("Connection is closed."));
    expect(errors).toEqual([]);
  });

  it("from the start on is not called a loss", () => {
    const errors: BotError[] = [];
    const alarms = createAlarms((error) => errors.push(error));
    const client = Object.assign(new EventEmitter(), { status: "connecting" });
    alarms.watch(client as unknown as Client);
    client.emit("error", new Error("connect ECONNREFUSED"));
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("has not reached its Redis yet")]);
  });
});

describe("an error that is not an outage", () => {
  it.each([
    ["WRONGPASS invalid username-password pair", /rejected the user, the password/],
    ["NOPERM this user has no permissions", /rejected the user, the password/],
    ["READONLY You can't write against a read only replica.", /is a replica/],
    ["OOM command not allowed when used memory > 'maxmemory'.", /has reached its maxmemory/],
    ["LOADING Redis is loading the dataset in memory", /is not ready/],
    ["ERR unknown command 'EVALSHA'", /rejected a command/],
    ["could not renew lock for job job-1", /lost its claim on a job/],
    ["Missing lock for job job-1. moveToFinished", /lost its claim on a job/],
    ["something new", /BullMQ reported an error/],
  ])("is reported as what it is: %s", (said, message) => {
    const { errors, alarms } = start();
    alarms.error(new Error(said));
    expect(errors).toEqual([
      expect.objectContaining({ code: "ERR_QUEUE", message: expect.stringMatching(message) as string }),
    ]);
    expect(errors[0]!.message).not.toContain("lost its Redis");
  });

  it("is not repeated within a minute, and then it is", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const { errors, alarms } = start();
      for (let n = 0; n < 1000; n++) alarms.error(new Error("OOM command not allowed"));
      alarms.error(new Error("READONLY"));
      expect(errors).toHaveLength(2);
      vi.advanceTimersByTime(60_000);
      alarms.error(new Error("OOM command not allowed"));
      expect(errors).toHaveLength(3);
    } finally {
      vi.useRealTimers();
    }
  });

  it("shows neither the password nor the visitor's words that its client attaches", () => {
    const { errors, alarms } = start();
    alarms.error(Object.assign(new Error("WRONGPASS"), { command: { name: "auth", args: ["hunter2", "words"] } }));
    expect(inspect(errors, { depth: null, showHidden: true })).not.toMatch(/hunter2|words/);
  });
});
