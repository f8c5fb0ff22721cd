import { SetupError } from "./setup-error.js";

/** Runs a program's main function. A {@link SetupError} prints as one line without a stack, with exit code 1. */
export async function runProgram(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof SetupError) console.error(`ck demo: ${error.message}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
