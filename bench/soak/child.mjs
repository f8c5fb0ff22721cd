// A child process that tells when it is ready, and answers questions.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How long a child may take to answer, in ms. The longest question is a million requests. */
const PATIENCE_MS = 30 * 60_000;

/** Starts a program of this folder with a heap of 256 MB. It ends the run if it ends by itself. */
export async function startChild(name, input) {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), [JSON.stringify(input)], {
    execArgv: ["--max-old-space-size=256", "--expose-gc"],
  });
  let isStopping = false;
  const ended = new Promise((_, reject) => {
    child.once("exit", (code, signal) => {
      if (!isStopping) reject(new Error(`soak: ${name} ended with ${code ?? signal}`));
    });
  });
  ended.catch(() => undefined);
  const next = () => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(reject, PATIENCE_MS, new Error(`soak: ${name} hangs`));
    });
    const message = new Promise((resolve) => child.once("message", resolve));
    return Promise.race([message, ended, late]).finally(() => clearTimeout(timer));
  };
  return {
    ready: await next(),
    ask(question) {
      const answer = next();
      child.send(question);
      return answer;
    },
    async stop() {
      isStopping = true;
      const exit = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await exit;
    },
  };
}

/** The child's side: sends `ready`, and answers each question with what its function gives. Whatever is thrown ends the run. */
export function serveParent(ready, questions) {
  const answer = async (question) => process.send(await questions[question]());
  process.on("message", (question) => void answer(question));
  process.on("disconnect", () => process.exit());
  process.on("unhandledRejection", (error) => {
    throw error;
  });
  process.send(ready);
}
