import type { Hook } from "@ck/bot";

/** Mentions the yearly report to a visitor who says something else while it is made, or before it was fetched. */
export const mentionReport: Hook = async ({ request, lateAnswers }, next) => {
  const answer = await next();
  const report = lateAnswers.find(({ action }) => action === "YearlyReport");
  if (report === undefined || request.todo !== "fallback" || typeof answer !== "string") return answer;
  const mention =
    report.state === "running" ? "Your report is not ready yet." : "Your report is ready: ask for it again.";
  return `${mention} ${answer}`;
};
