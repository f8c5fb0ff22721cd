import { formatBounds, formatChoices, formatCount, roundUp } from "./format.js";
import type { Texts } from "./texts.js";

const locale = "ar";

/** The kit's texts in Arabic. */
export const arabic: Texts = {
  locale,
  yes: ["نعم"],
  no: ["لا"],
  welcome: "مرحبًا! كيف يمكننا مساعدتك؟",
  fallback: "عذرًا، لم نتمكن من فهم رسالتك.",
  failure: "عذرًا، حدث خطأ ما. يُرجى المحاولة مرة أخرى.",
  late: "يستغرق الأمر وقتًا أطول من المتوقع. يُرجى المحاولة مرة أخرى بعد قليل.",
  missing: ({ name }) => `يُرجى إدخال «${name}».`,
  visitorRequired: "يُرجى تسجيل الدخول أولًا ثم المحاولة مرة أخرى.",
  rateLimited: ({ waitMs }) => `وصلتنا رسائل كثيرة في وقت قصير. يُرجى المحاولة مرة أخرى بعد ${duration(waitMs)}.`,

  invalidText: "يُرجى كتابة نص.",
  textTooShort: ({ minLength }) => `يُرجى كتابة ${characters(minLength)} على الأقل.`,
  textTooLong: ({ maxLength }) => `يُرجى كتابة ${characters(maxLength)} على الأكثر.`,
  invalidPattern: "يُرجى الكتابة بالصيغة المطلوبة.",
  invalidEmail: () => `يُرجى إدخال عنوان بريد إلكتروني، مثل ${ltr("name@example.com")}.`,
  invalidUser: "يُرجى تحديد شخص.",
  invalidInteger: (bounds) => `يُرجى إدخال عدد صحيح${within(bounds)}.`,
  invalidDecimal: ({ precision, ...bounds }) => `يُرجى إدخال عدد${within(bounds)}${digits(precision)}.`,
  tooManyDigits: "يُرجى إدخال عدد بأرقام أقل.",
  invalidBoolean: "يُرجى الإجابة بنعم أو لا.",
  invalidDate: () => `يُرجى إدخال تاريخ، مثل ${ltr("2026-05-03")}.`,
  invalidDateTime: () => `يُرجى إدخال تاريخ ووقت، مثل ${ltr("2026-05-03 14:30")}.`,
  invalidTime: () => `يُرجى إدخال وقت، مثل ${ltr("14:30")}.`,
  invalidRange: "يُرجى إدخال البداية والنهاية.",
  invalidStart: ({ reason }) => `البداية غير صحيحة. ${reason}`,
  invalidEnd: ({ reason }) => `النهاية غير صحيحة. ${reason}`,
  startAfterEnd: "يُرجى إدخال بداية لا تأتي بعد النهاية.",
  invalidSelection: ({ labels }) => `يُرجى اختيار أحد الخيارات${list(labels)}.`,
  invalidMultiSelection: ({ labels }) => `يُرجى اختيار خيار واحد أو أكثر${list(labels)}.`,
};

function within(bounds: { readonly min?: number; readonly max?: number }): string {
  return formatBounds(locale, bounds, {
    between: (least, most) => ` بين ${least} و${most}`,
    least: (least) => ` لا يقل عن ${least}`,
    most: (most) => ` لا يزيد على ${most}`,
  });
}

function digits(precision: number | undefined): string {
  if (precision === undefined) return "";
  const forms = {
    one: "منزلة عشرية واحدة",
    two: "منزلتين عشريتين",
    few: "# منازل عشرية",
    other: "# منزلة عشرية",
  };
  return precision === 0 ? " من دون منازل عشرية" : ` بما لا يزيد على ${formatCount(locale, precision, forms)}`;
}

function characters(count: number): string {
  const forms = { one: "حرف واحد", two: "حرفين", few: "# أحرف", many: "# حرفًا", other: "# حرف" };
  return formatCount(locale, count, forms);
}

function list(labels: readonly string[]): string {
  return labels.length === 0 ? "" : `: ${formatChoices(locale, labels)}`;
}

/** `20 ثانية`, in the genitive that follows بعد. */
function duration(waitMs: number): string {
  const { number, unit } = roundUp(waitMs);
  return unit === "second"
    ? formatCount(locale, number, { one: "ثانية واحدة", two: "ثانيتين", few: "# ثوانٍ", other: "# ثانية" })
    : formatCount(locale, number, { one: "دقيقة واحدة", two: "دقيقتين", few: "# دقائق", other: "# دقيقة" });
}

/** An example that is read from left to right, whatever stands around it: a browser would turn a date's parts around. */
function ltr(example: string): string {
  return `\u2066${example}\u2069`;
}
