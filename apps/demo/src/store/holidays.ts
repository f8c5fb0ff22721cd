/** A public holiday. */
export interface Holiday {
  /** `yyyy-mm-dd`. */
  readonly day: string;
  readonly name: string;
}

/** A year's holidays. Only those on a fixed date, so that the demo is right in any year. */
export function holidaysOf(year: number): Holiday[] {
  return [
    { day: `${year}-01-01`, name: "New Year's Day" },
    { day: `${year}-05-01`, name: "Labour Day" },
    { day: `${year}-12-25`, name: "Christmas Day" },
    { day: `${year}-12-26`, name: "Boxing Day" },
  ];
}
