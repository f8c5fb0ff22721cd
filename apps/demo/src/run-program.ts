import { SetupError } from "./setup-error.js";

/** Runs a program's main function. What can be put right from outside is said in one line, without a stack; the exit code is then 1. */
export async function runProgram(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof SetupError) console.error(`ck demo: ${error.message}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
