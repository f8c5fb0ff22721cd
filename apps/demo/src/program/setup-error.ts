/** A problem that the person starting the program can fix. Its message is one line and says how. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
