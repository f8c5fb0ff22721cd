/** A row that the statement before guarantees, unless another transaction removed it in between. */
export function requireRow<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error("A row is gone that was there a moment ago: something else has changed it.");
  return row;
}
