import { toHtml } from "@ck/markup";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";

/** What browsers that enforce trusted types have, as far as it is used here. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): { createHTML(text: string): string };
}

// Whoever wants to make an element of a text on this page has to come through here, and here there is only one way: the safe HTML of the markup.
const rules = { createHTML: (text: string): string => toHtml(text, { allowImages: true, linkTarget: "_blank" }) };
const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy("ck-markup", rules) ?? rules;

/** A text of the webhook with its markup (contract §3). */
export function Markup({ text }: { readonly text: string }): JSX.Element {
  const html = useMemo(() => ({ __html: policy.createHTML(text) }), [text]);
  return <div class="markup" dangerouslySetInnerHTML={html} />;
}
