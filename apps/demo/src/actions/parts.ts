import type { LeaveStore } from "../store/leave-store.js";

/** What the actions stand on. */
export interface Parts {
  readonly store: LeaveStore;
  /** The clock. */
  readonly now: () => Date;
  /** The folder of the pictures beside the leave types: the chat window loads `<imagesUrl>/sick.png`. */
  readonly imagesUrl: string;
}
