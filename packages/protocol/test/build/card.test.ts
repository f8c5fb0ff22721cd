import { describe, expect, test } from "vitest";
import { card, contact, execution, file, image, note, parseResponse, table, title, type Card } from "@ck/protocol";

describe("a documented card", () => {
  const cases: [built: Card, wire: string][] = [
    [note("n"), '{"type":"note","content":"n"}'],
    [title("t"), '{"type":"title","content":"t"}'],
    [table("h", ["a", "b"], [["1", ""]]), '{"type":"table","heading":"h","columns":["a","b"],"rows":[["1",""]]}'],
    [table("h", ["a"], []), '{"type":"table","heading":"h","columns":["a"],"rows":[]}'],
    [image("https://example.com/a.png"), '{"type":"image","content":"https://example.com/a.png"}'],
    [
      file("report.PDF", "https://example.com/7"),
      '{"type":"file","name":"report.PDF","format":"pdf","content":"https://example.com/7"}',
    ],
    [
      file("report", "https://example.com/7", { format: "csv" }),
      '{"type":"file","name":"report","format":"csv","content":"https://example.com/7"}',
    ],
    [
      contact({ fields: { Company: "Z", "First Name": "A" }, image: "https://example.com/a.png" }),
      '{"type":"vcard","info":{"image":"https://example.com/a.png","fields":[{"Company":"Z"},{"First Name":"A"}]}}',
    ],
    [contact({ fields: { Company: "Z" } }), '{"type":"vcard","info":{"fields":[{"Company":"Z"}]}}'],
  ];
  test.each(cases)("is exactly the documented form: %j", (built, wire) => {
    expect(JSON.stringify(built)).toBe(wire);
    const { type, ...fields } = built;
    expect(JSON.stringify(card(type, fields))).toBe(wire);
    const answer = parseResponse(JSON.stringify(execution("m", { card: [built] })), { to: "execute" });
    expect(answer.ok && answer.remarks).toBe(undefined);
    expect(answer.ok && JSON.stringify(answer.response)).toBe(
      `{"status":"execution","message":"m","card":[${wire}],"data":{}}`,
    );
  });
});

describe("a mistake in a documented card", () => {
  const https = "https://example.com/a.png";
  const cases: [type: string, fields: Record<string, unknown>, message: string][] = [
    [
      "image",
      { url: https },
      "content: expected an address such as https://… (an image card puts its address in `content`), got `url` instead",
    ],
    [
      "image",
      { content: "plan.png" },
      "content: expected an address such as https://… (an image card puts its address in `content`), got a string that is not one",
    ],
    [
      "file",
      { name: "a.pdf", url: https },
      "content: expected an address such as https://… (a file card puts its address in `content`), got `url` instead",
    ],
    ["file", { content: https }, "name: expected the name of the file: a non-blank string, got nothing"],
    ["title", {}, "content: expected the text of the title: a non-blank string, got nothing"],
    ["table", { rows: [["a"]] }, "columns: expected the captions of the columns: a list of texts, got nothing"],
    ["table", { columns: ["a", 1], rows: [] }, "columns.1: expected the caption of a column: a string, got a number"],
    ["table", { columns: ["a"] }, "rows: expected the rows: a list of lists of texts, got nothing"],
    ["table", { columns: ["a"], rows: [{ a: "1" }] }, "rows.0: expected a row: a list of texts, got an object"],
    ["table", { columns: ["a"], rows: [["1"], []] }, "rows.1: expected 1 cell, one per column, got 0"],
    ["table", { columns: ["a", "b"], rows: [["1", "2", "3"]] }, "rows.0: expected 2 cells, one per column, got 3"],
    ["table", { columns: ["a"], rows: [[1]] }, "rows.0.0: expected the text of a cell: a string, got a number"],
    ["table", { columns: ["a"], rows: [[null]] }, "rows.0.0: expected the text of a cell: a string, got null"],
    [
      "vcard",
      { fields: { Company: "Z" } },
      "info: expected an object with `fields` (a contact card puts its content in `info`), got nothing",
    ],
    [
      "vcard",
      { info: { fields: { Company: "Z" } } },
      "info.fields: expected a list of objects with one caption and its value each, got an object",
    ],
    [
      "vcard",
      { info: { fields: [{ a: "1", b: "2" }] } },
      "info.fields.0: expected an object with one caption and its value, got an object",
    ],
    ["vcard", { info: { fields: [{ a: 1 }] } }, "info.fields.0.a: expected a string, got a number"],
    ["contact", {}, 'type: expected "vcard", the type of a contact card, got "contact"'],
  ];
  test.each(cases)("%s %j is explained", (type, fields, message) => {
    expect(() => card(type, fields)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION", message: `card.${message}.` }),
    );
    expect(() => execution("m", { card: [note("n"), { type, ...fields }] })).toThrow(`card.1.${message}.`);
    const answer = parseResponse({ status: "execution", message: "m", card: [{ type, ...fields }] }, { to: "execute" });
    expect(answer).toMatchObject({ ok: true, response: { card: [{ type, ...fields }] } });
    const [remark] = answer.ok ? (answer.remarks ?? []) : [];
    expect(`${remark?.path.join(".") ?? ""}: ${remark?.message ?? ""}`).toBe(`card.0.${message}`);
    expect(remark?.code).toBe("not_shown");
  });

  test.each<[() => unknown, string]>([
    [() => table("", ["a"], []), "table.heading: expected the heading of the table"],
    [() => table("h", [], []), "table.columns: expected the captions of the columns"],
    [() => table("h", ["a"], [["1", "2"]]), "table.rows.0: expected 1 cell, one per column, got 2."],
    [() => table("h", ["a"], [[7 as never]]), "table.rows.0.0: expected the text of a cell: a string, got a number."],
    [() => image("/plan.png"), "image.content: expected an address"],
    [() => image(undefined as never), "image.content: expected an address"],
    [() => file("report", https), 'The name of the file has no extension. Write file(…, …, { format: "pdf" }).'],
    [() => file(".pdf", https), "The name of the file has no extension."],
    [() => file("", https), "The name of a file must be a non-blank string"],
    [() => file("a.pdf", "a.pdf"), "file.content: expected an address"],
    [() => contact({ fields: {} }), "contact.info.fields: expected a list"],
    [() => contact({ fields: { a: 1 as never } }), "contact.info.fields.0.a: expected a string, got a number."],
    [() => contact({ fields: undefined as never }), "fields must be an object; got nothing."],
    [() => contact({ image: "a.png", fields: { a: "b" } }), "contact.info.image: expected an address"],
  ])("is refused by its builder: %s", (build, message) => {
    expect(build).toThrow(message);
  });
});

test("keys beyond the documented ones go out as they are", () => {
  const more = { content: "https://example.com/a.png", alt: "A plan" };
  expect(card("image", more)).toEqual({ type: "image", ...more });
});
