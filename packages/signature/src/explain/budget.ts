/**
 * What the rewriting of one body may use. A body of a few bytes can ask for gigabytes: indenting `[[[…0,0,0…]]]` writes its depth
 * before each of its elements. So each form is estimated before it is written.
 */
export interface Budget {
  /** Takes so many bytes off, or returns false if they would be too many for one form, or for all forms, or if the time is up. */
  spend(bytes: number): boolean;
  /** Whether something was refused. */
  readonly isExceeded: boolean;
}

/** How many times its own size a body may take in one form. A body that grows more was not serialised by any common library. */
const FORM_FACTOR = 8;
const FORM_EXTRA = 1_024;

/** How many times its own size a body may take in all forms together: there are some 60 of them. */
const TOTAL_FACTOR = 128;
const TOTAL_EXTRA = 65_536;

/** Makes the budget for a body of so many bytes. */
export function createBudget(bodyLength: number, isOver: () => boolean): Budget {
  const most = bodyLength * FORM_FACTOR + FORM_EXTRA;
  let left = bodyLength * TOTAL_FACTOR + TOTAL_EXTRA;
  let isExceeded = false;
  return {
    spend(bytes) {
      const isAllowed = bytes <= most && bytes <= left && !isOver();
      if (isAllowed) left -= bytes;
      else isExceeded = true;
      return isAllowed;
    },
    get isExceeded() {
      return isExceeded;
    },
  };
}
