import {
  decodeBoolean,
  decodeDate,
  decodeDateTime,
  decodeDecimal,
  decodeEmail,
  decodeInteger,
  decodeMultiSelection,
  decodeRange,
  decodeSelection,
  decodeText,
  decodeTime,
  decodeUser,
  option,
  type DateOptions as DateZone,
  type Decoded,
  type Option,
  type Range,
  type SelectionId,
  type StandardSchemaV1,
} from "@ck/protocol";

/** How the visitor is spoken to about a param. */
export interface ParamOptions {
  /** The question, where the bot and not the platform has to put it: a value that is still missing at `execute`. Default: "Please give the leave type." for `leaveType`. */
  readonly ask?: string;
  /** What is said when a value does not decode. A function is given the reason in English. Default: the reason. */
  readonly invalid?: string | ((reason: string) => string);
}

/** A declared param: how its value is read, and how it is asked for again. Made by {@link text}, {@link integer}, {@link date} and their like. */
export interface Param<T> extends ParamOptions {
  /** Reads a value that is not unset. Never throws. */
  readonly decode: (value: unknown) => Decoded<T>;
  /** The choices to show when the param is asked for again. */
  readonly choices?: readonly Option[];
  /** May be missing at `execute`. */
  readonly optional: boolean;
}

/** What may stand in `params` of an action: a {@link Param}, or any Standard Schema (zod, valibot, arktype, …). */
export type ParamDeclaration = Param<unknown> | StandardSchemaV1;

/** The `params` of an action: name → declaration. */
export type ParamDeclarations = Readonly<Record<string, ParamDeclaration>>;

/** The value that a declaration gives to the handlers. */
export type InferParam<D> =
  D extends Param<infer T> ? T : D extends StandardSchemaV1<unknown, infer Output> ? Output : unknown;

/** The values that the handlers of an action see, by name: raw ones where nothing is declared. */
export type InferParams<P extends ParamDeclarations> = string extends keyof P
  ? Readonly<Record<string, unknown>>
  : {
      readonly [K in keyof P as undefined extends InferParam<P[K]> ? never : K]: InferParam<P[K]>;
    } & {
      readonly [K in keyof P as undefined extends InferParam<P[K]> ? K : never]?: Exclude<InferParam<P[K]>, undefined>;
    };

/** Options of number params: the bounds are inclusive. */
export interface NumberOptions extends ParamOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Options of date params: `timeZone` is the IANA zone in which a date without a zone is read. Default: UTC. */
export type DateOptions = ParamOptions & DateZone;

function param<T>(decode: (value: unknown) => Decoded<T>, { ask, invalid }: ParamOptions): Param<T> {
  return {
    decode,
    optional: false,
    ...(ask !== undefined && { ask }),
    ...(invalid !== undefined && { invalid }),
  };
}

/** A String param. @example `{ reason: text() }` gives `params.reason: string` */
export function text(options: ParamOptions = {}): Param<string> {
  return param((value) => decodeText(value), options);
}

/** An Email param. */
export function email(options: ParamOptions = {}): Param<string> {
  return param((value) => decodeEmail(value), options);
}

/** An Integer param within inclusive bounds. @example `{ days: integer({ min: 1 }) }` gives `params.days: number` */
export function integer(options: NumberOptions = {}): Param<number> {
  return param((value) => decodeInteger(value, options), options);
}

/** A Decimal param within inclusive bounds; `precision` is the most digits after the point (the console allows up to 5). */
export function decimal(options: NumberOptions & { readonly precision?: number } = {}): Param<number> {
  return param((value) => decodeDecimal(value, options), options);
}

/** A Boolean param: true/false, 1/0, yes/no. */
export function boolean(options: ParamOptions = {}): Param<boolean> {
  return param((value) => decodeBoolean(value), options);
}

/** A Date param. Read in UTC unless a time zone is given. */
export function date(options: DateOptions = {}): Param<Date> {
  return param((value) => decodeDate(value, options), options);
}

/** A Date/Time param. A value without a zone is read in UTC unless a time zone is given. */
export function dateTime(options: DateOptions = {}): Param<Date> {
  return param((value) => decodeDateTime(value, options), options);
}

/** A Time param, as `"HH:mm:ss"`. */
export function time(options: ParamOptions = {}): Param<string> {
  return param((value) => decodeTime(value), options);
}

/** A User param. Its shape is not documented (contract §1): what came is passed on. */
export function user(options: ParamOptions = {}): Param<string | Readonly<Record<string, unknown>>> {
  return param((value) => decodeUser(value), options);
}

/** The choices of a selection: id → label, or a list of options where order matters or a choice has an image. */
export type Choices = Readonly<Record<string, string>> | readonly Option[];

/** The ids of {@link Choices}, as a union of string literals. */
export type ChoiceId<C extends Choices> = C extends readonly Option[]
  ? C[number]["id"]
  : C extends Readonly<Record<string, string>>
    ? SelectionId<C>
    : never;

/**
 * A single selection list, as in the console. The ids are the type.
 * @example `selection({ casual: "Casual leave", sick: "Sick leave" })` gives `"casual" | "sick"`
 * @example `selection([{ id: "111", label: "Sick", image: "https://…" }])` gives `"111"`
 */
export function selection<const C extends Choices>(choices: C, options: ParamOptions = {}): Param<ChoiceId<C>> {
  const list = listChoices(choices);
  const labels = labelsOf(list);
  return { ...param((value) => decodeSelection(value, labels) as Decoded<ChoiceId<C>>, options), choices: list };
}

/** A multi selection list, as in the console. Gives an array of ids. */
export function multiSelection<const C extends Choices>(choices: C, options: ParamOptions = {}): Param<ChoiceId<C>[]> {
  const list = listChoices(choices);
  const labels = labelsOf(list);
  return { ...param((value) => decodeMultiSelection(value, labels) as Decoded<ChoiceId<C>[]>, options), choices: list };
}

function listChoices(choices: Choices): readonly Option[] {
  if (isList(choices))
    return choices.map(({ id, label, image }) => option(id, label, image === undefined ? {} : { image }));
  return Object.entries(choices).map(([id, label]) => option(id, label));
}

function isList(choices: Choices): choices is readonly Option[] {
  return Array.isArray(choices);
}

function labelsOf(choices: readonly Option[]): Readonly<Record<string, string>> {
  return Object.fromEntries(choices.map(({ id, label }) => [id, label]));
}

/** A range of another param: Integer range, Decimal range, Date range, … @example `range(date())` gives `{ start: Date, end: Date }` */
export function range<T>(of: Param<T>, options: ParamOptions = {}): Param<Range<T>> {
  return param((value) => decodeRange(value, of.decode), options);
}

/** A param that may be missing at `execute`; a value that is there is held to the declaration all the same. */
export function optional<T>(of: Param<T>): Param<T | undefined> {
  return { ...of, optional: true };
}
