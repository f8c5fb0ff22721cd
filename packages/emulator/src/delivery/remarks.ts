import { parse, toHtml, type MarkupNode } from "@ck/markup";
import type { ParseResponseResult } from "@ck/protocol";
import { isRecord, type OpenRecord } from "../record.js";

/** An answer that the platform accepts. */
type Accepted = Extract<ParseResponseResult, { readonly ok: true }>;

/** Markdown that ConvoKraft's markup does not know, with the spelling that works (docs/contract.md §3). */
const MARKDOWN: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w*])\*\*(?=\S)[^*\n]+\*\*(?!\w)/, "**bold** is shown with its asterisks. Write *bold*."],
  [/(?<!~)~~(?=\S)[^~\n]+~~(?!~)/, "~~strike~~ is shown with its tildes. Write ~strike~."],
  [/^ {0,3}(?:```|~~~)/m, "A fenced code block is shown with its fences. Highlight single words with `word` instead."],
  [/^ {0,3}> /m, "> quote is shown with its mark. Write !quote."],
  [/^#{1,6} \S/m, "# Heading needs no blank after the marks. Write #Heading."],
  [/^ {0,3}[-+] \S/m, "- item is not a list. Write * item."],
];

/** What the author of the bot should fix in an answer, although the platform accepts it. It quotes nothing of the answer. */
export function remarksOn(accepted: Accepted, body: Uint8Array): string[] {
  const { kind, response, remarks: known = [] } = accepted;
  const inner = kind === "welcome" ? response.welcome_response : response;
  const remarks = [
    ...known.map(({ path, message }) => `${path.join(".")}: ${message}.`),
    ...(kind === "execution" && known.every(({ path }) => path[0] !== "status") ? remarksOnStatus(body) : []),
    ...textsOf(inner as unknown as OpenRecord).flatMap(remarksOnText),
    ...picturesOf(inner as unknown as OpenRecord).flatMap(remarksOnPicture),
  ];
  return [...new Set(remarks)];
}

/** An execution may come without a status, in the form of the page "Define Bot Responses" (docs/contract.md §2). */
function remarksOnStatus(body: Uint8Array): string[] {
  const text = new TextDecoder().decode(body);
  if (/"status"\s*:/.test(text)) return [];
  return ['The answer has no status. It counts as an execution here; send "status": "execution" to be sure.'];
}

function textsOf(answer: OpenRecord): string[] {
  const notes = cardsOf(answer).flatMap(({ type, content }) => (type === "note" ? [content] : []));
  return [answer["message"], ...notes].filter((text) => typeof text === "string");
}

function remarksOnText(text: string): string[] {
  const nodes = allNodes(parse(text));
  const html = toHtml(text, { allowImages: true });
  const dropped = (type: "link" | "image", tag: RegExp): boolean =>
    nodes.filter((node) => node.type === type).length > (html.match(tag) ?? []).length;
  return [
    ...MARKDOWN.flatMap(([pattern, remark]) => (pattern.test(text) ? [`The text contains Markdown: ${remark}`] : [])),
    ...(dropped("link", /<a /g)
      ? ["A link is dropped: its address must be complete and start with https://, http://, mailto: or tel:."]
      : []),
    ...(dropped("image", /<img /g) ? ["A picture in the text is dropped: its address must start with https://."] : []),
    ...nodes.flatMap((node) => (node.type === "image" ? remarksOnPicture(node.url) : [])),
  ];
}

function allNodes(nodes: readonly MarkupNode[]): MarkupNode[] {
  return nodes.flatMap((node) => {
    if (node.type === "table") return allNodes([node.header, ...node.rows].flat(2));
    return "children" in node ? [node, ...allNodes(node.children)] : [node];
  });
}

/** The addresses of pictures outside of the text: of cards, where those that are none are remarked on already, and options. */
function picturesOf(answer: OpenRecord): unknown[] {
  const prompt = isRecord(answer["prompt"]) ? answer["prompt"] : {};
  const options = Array.isArray(prompt["options"]) ? prompt["options"] : [];
  return [
    ...cardsOf(answer)
      .flatMap(({ type, content, info }) => (type === "image" ? [content] : isRecord(info) ? [info["image"]] : []))
      .filter((url) => typeof url === "string" && URL.canParse(url)),
    ...options.flatMap((option: unknown) =>
      isRecord(option) && option["image"] !== undefined && option["image"] !== "" ? [option["image"]] : [],
    ),
  ];
}

/** A chat window on an https page loads no picture over http, but for one of the same machine. */
function remarksOnPicture(url: unknown): string[] {
  if (typeof url !== "string" || !URL.canParse(url))
    return ["A picture cannot be loaded: its address must be complete, such as https://example.com/picture.png."];
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || LOOPBACK.has(hostname)) return [];
  const start = protocol === "http:" ? "http://" : protocol;
  return [
    `A picture is not shown on your site: its address starts with ${start}, and ConvoKraft's chat window loads pictures ` +
      `over https: only.${protocol === "data:" ? " The page of ck shows it all the same." : ""}`,
  ];
}

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

function cardsOf(answer: OpenRecord): readonly OpenRecord[] {
  return Array.isArray(answer["card"]) ? answer["card"].filter(isRecord) : [];
}
