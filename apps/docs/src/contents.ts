/** A part of the site's menu: a heading, and its pages in order. */
export interface Section {
  readonly title: string;
  /** Paths from the top of the repository. One that is not there is left out. */
  readonly sources: readonly string[];
}

/** The section about signatures, which stands beside the packages too. */
export const signatureSection = "Signatures";

/** The menu: the guides in the order in which somebody needs them in the first month, then what one looks up. */
export const contents: readonly Section[] = [
  {
    title: "Build a bot",
    sources: [
      "docs/start.md",
      "docs/params.md",
      "docs/cards.md",
      "docs/sessions.md",
      "docs/hooks.md",
      "docs/signature.md",
      "docs/testing.md",
      "docs/page.md",
    ],
  },
  {
    title: "Go live",
    sources: ["docs/going-live.md", "docs/key-rotation.md", "docs/deploying.md", "docs/operations.md", "SECURITY.md"],
  },
  {
    title: "Go further",
    sources: [
      "docs/late-answers.md",
      "docs/chat-window.md",
      "docs/languages.md",
      "docs/language-models.md",
      "docs/visitors.md",
      "docs/rate-limits.md",
      "docs/several-bots.md",
      "docs/recipes.md",
      "docs/scaling.md",
      "docs/performance.md",
      "docs/other-languages.md",
      "docs/moving.md",
    ],
  },
  {
    title: "Reference",
    sources: ["docs/contract.md", "docs/receive-options.md", "docs/events.md", "docs/errors.md", "docs/cli-json.md"],
  },
  {
    title: signatureSection,
    sources: [
      "packages/signature/docs/settings.md",
      "packages/signature/docs/failures.md",
      "packages/signature/docs/security.md",
      "packages/signature/docs/engines.md",
    ],
  },
  { title: "Contribute", sources: ["CONTRIBUTING.md", "docs/write-an-adapter.md", "apps/demo/README.md"] },
];

/** The menu's section for the guides in `docs` that no other section names. */
export const otherGuides = "Reference";
