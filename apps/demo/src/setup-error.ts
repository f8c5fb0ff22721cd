/** Something that whoever starts the program can put right: its message is one line for the terminal, and says how. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
