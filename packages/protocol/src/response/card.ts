/**
 * A card of text, in ConvoKraft's own markup. Build one with `note`.
 *
 * Source: docs/contract.md §2 "Cards", grade S, like the other cards.
 */
export interface NoteCard {
  readonly type: "note";
  readonly content: string;
}

/** A heading above other cards. Build one with `title`. */
export interface TitleCard {
  readonly type: "title";
  readonly content: string;
}

/** A table of text. Build one with `table`. */
export interface TableCard {
  readonly type: "table";
  readonly heading: string;
  readonly columns: readonly string[];
  /** Each row has one cell per column. */
  readonly rows: readonly (readonly string[])[];
}

/** A picture. Build one with `image`. */
export interface ImageCard {
  readonly type: "image";
  /** The URL of the picture. */
  readonly content: string;
}

/** A file to download. Build one with `file`. */
export interface FileCard {
  readonly type: "file";
  readonly name: string;
  /** The file's extension, such as `pdf`. */
  readonly format: string;
  /** The URL of the file. */
  readonly content: string;
}

/** A contact. Build one with `contact`. */
export interface ContactCard {
  readonly type: "vcard";
  readonly info: {
    /** The URL of a picture. */
    readonly image?: string;
    /** One caption and its value per object. */
    readonly fields: readonly Readonly<Record<string, string>>[];
  };
}

/** A card of a type whose keys are not documented (grade ?): button, calendar, label, list. Build one with `card`. */
export interface OpenCard {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Any card. Cards are shown in the order of the list, and a type may repeat. */
export type Card = NoteCard | TitleCard | TableCard | ImageCard | FileCard | ContactCard | OpenCard;
