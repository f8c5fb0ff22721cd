import type { RemarkRow } from "./api/views.js";

/** How many remarks are kept; the oldest go first. */
const MAX_REMARKS = 500;

/** The remarks to the bot's author. */
export interface RemarkLog {
  readonly rows: () => readonly RemarkRow[];
  readonly add: (remark: RemarkRow) => RemarkRow;
  /** Forgets all remarks. Call the result to bring them back, before those that came since. */
  readonly clear: () => () => void;
}

export function createRemarkLog(): RemarkLog {
  const remarks: RemarkRow[] = [];
  return {
    rows: () => [...remarks],
    add(remark) {
      remarks.push(remark);
      if (remarks.length > MAX_REMARKS) remarks.shift();
      return remark;
    },
    clear() {
      const before = remarks.splice(0);
      return () => {
        remarks.unshift(...before);
        remarks.splice(0, remarks.length - MAX_REMARKS);
      };
    },
  };
}
