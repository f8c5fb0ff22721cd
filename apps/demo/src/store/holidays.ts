/** A day on which nobody works. */
export interface Holiday {
  /** `yyyy-mm-dd`. */
  readonly day: string;
  readonly name: string;
}

/** The holidays of a year: only those that fall on the same date every year, so that the demo is right in any of them. */
export function holidaysOf(year: number): Holiday[] {
  return [
    { day: `${year}-01-01`, name: "New Year's Day" },
    { day: `${year}-05-01`, name: "Labour Day" },
    { day: `${year}-12-25`, name: "Christmas Day" },
    { day: `${year}-12-26`, name: "Boxing Day" },
  ];
}
