import { randomBytes } from "node:crypto";
import { importPrivateKey } from "@ck/signature";
import type { BotServer, Framework } from "../start-servers.js";
import { createAuthorLog, type AuthorLog } from "./author-log.js";
import { lateConversation, leaveConversation } from "./leave-conversation.js";
import { add, play, type Tally } from "./play.js";
import { printSummary } from "./summary.js";
import type { Terminal } from "./terminal.js";
import { createTranscript } from "./transcript.js";

/** What is played against. */
export interface PlayAllOptions {
  readonly servers: readonly BotServer[];
  /** The platform's key, as PEM. */
  readonly privateKey: string;
  readonly terminal: Terminal;
  readonly authorLogs: ReadonlyMap<Framework, AuthorLog>;
}

/** Plays all against every server and prints it. Tells whether everything was as expected. */
export async function playAll({ servers, privateKey, terminal, authorLogs }: PlayAllOptions): Promise<boolean> {
  const key = importPrivateKey(privateKey);
  const now = new Date();
  const tallies = new Map<string, Tally>();
  // New visitors each time: the leave of the last ones may still be in the database.
  const run = randomBytes(4).toString("hex");
  const stage = ({ framework, webhookUrl }: BotServer, print = terminal.print) => ({
    email: `sam.${framework.toLowerCase()}.${run}@example.com`,
    options: {
      url: webhookUrl,
      privateKey: key,
      transcript: createTranscript({ ...terminal, print }),
      authorLog: authorLogs.get(framework) ?? createAuthorLog(),
    },
  });

  for (const server of servers) {
    const { email, options } = stage(server);
    options.transcript.heading(`${server.framework}, ${server.webhookUrl}`);
    tallies.set(server.framework, await play(leaveConversation({ email, now }), options));
  }

  const both = createTranscript(terminal);
  both.heading("Both at once: a handler that takes 10 s");
  both.lines([{ who: "nobody", text: "The platform waits 5 s. The bot answers in the handler's place, in 4.5 …" }]);
  await Promise.all(
    servers.map(async (server) => {
      const lines: string[] = [];
      const { email, options } = stage(server, (line) => lines.push(line));
      const late = await play(lateConversation({ email, framework: server.framework }), options);
      const before = tallies.get(server.framework);
      tallies.set(server.framework, before ? add(before, late) : late);
      // Whole conversations: both end at the same time.
      lines.forEach(terminal.print);
    }),
  );

  both.heading("Summary");
  return printSummary(tallies, terminal);
}
