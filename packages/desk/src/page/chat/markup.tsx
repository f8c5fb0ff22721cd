import { toHtml } from "@ck/markup";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";

/** The part of the Trusted Types API that is used here. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): { createHTML(text: string): string };
}

// The only way to turn a text into elements on this page: the safe HTML of the markup.
const rules = { createHTML: (text: string): string => toHtml(text, { allowImages: true, linkTarget: "_blank" }) };
const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy("ck-markup", rules) ?? rules;

/** A text of the webhook with its markup (docs/contract.md §3). */
export function Markup({ text }: { readonly text: string }): JSX.Element {
  const html = useMemo(() => ({ __html: policy.createHTML(text) }), [text]);
  return <div class="markup" dir="auto" dangerouslySetInnerHTML={html} />;
}
