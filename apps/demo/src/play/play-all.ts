import { randomBytes } from "node:crypto";
import { createEmulator, type Sign } from "@ck/emulator";
import type { BotServer, Framework } from "../start-servers.js";
import { createAuthorLog, type AuthorLog } from "./transcript/author-log.js";
import type { Company } from "./company.js";
import { readLeaveBotDefinition } from "./leave-bot-definition.js";
import { lateConversation, leaveConversation } from "./leave-conversation.js";
import { createPlayer } from "./play.js";
import { printSummary } from "./transcript/summary.js";
import { add } from "./transcript/tally.js";
import type { Terminal } from "./transcript/terminal.js";
import { createTranscript } from "./transcript/transcript.js";

/** Options of {@link playAll}. */
export interface PlayAllOptions {
  readonly servers: readonly BotServer[];
  readonly sign: Sign;
  readonly company: Company;
  readonly terminal: Terminal;
  readonly authorLogs: ReadonlyMap<Framework, AuthorLog>;
  /** Settles when no handler is running. */
  readonly idle: () => Promise<void>;
}

/** Plays every conversation against every server and prints it. Returns whether everything was as expected. */
export async function playAll({
  servers,
  sign,
  company,
  terminal,
  authorLogs,
  idle,
}: PlayAllOptions): Promise<boolean> {
  const now = new Date();
  // New visitors each time: the leave of the last ones may still be in the database.
  const run = randomBytes(4).toString("hex");
  const transcript = createTranscript(terminal);

  const stages = [];
  for (const { framework, webhookUrl } of servers) {
    const emulator = createEmulator({ bot: await readLeaveBotDefinition(webhookUrl), sign, visitors: company.issuer });
    const clientData = { name: "Sam" };
    const visitor = { id: `sam.${framework.toLowerCase()}.${run}@example.com` };
    const authorLog = authorLogs.get(framework) ?? createAuthorLog();
    const player = createPlayer({ emulator, clientData, visitor, authorLog });
    transcript.heading(`${framework}, ${webhookUrl}`);
    const tally = await player.play(leaveConversation({ now }), transcript);
    stages.push({ framework, player, tally });
  }

  transcript.heading("Both at once: a handler that takes 8 s");
  transcript.begin({
    happens:
      "The platform waits 5 s. After 4.5 s the bot answers in the handler's place, and keeps the handler's answer for later.",
  });
  const tallies = await Promise.all(
    stages.map(async ({ framework, player, tally }) => {
      const lines: string[] = [];
      const print = (line: string): void => void lines.push(line);
      const late = await player.play(lateConversation({ framework, idle }), createTranscript({ ...terminal, print }));
      // Print whole conversations, since both end at the same time.
      lines.forEach(terminal.print);
      return [framework, add(tally, late)] as const;
    }),
  );

  transcript.heading("Summary");
  return printSummary(new Map(tallies), terminal);
}
