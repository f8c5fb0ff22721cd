import { formatBounds, formatChoices, formatNumber, formatWait } from "./format.js";
import type { Texts } from "./texts.js";

const locale = "ja";

/** The kit's texts in Japanese. */
export const japanese: Texts = {
  locale,
  yes: ["はい"],
  no: ["いいえ"],
  welcome: "こんにちは。ご用件をお聞かせください。",
  fallback: "申し訳ございません。ご入力の内容を理解できませんでした。",
  failure: "申し訳ございません。エラーが発生しました。もう一度お試しください。",
  late: "通常より時間がかかっています。しばらくしてから、もう一度お試しください。",
  missing: ({ name }) => `「${name}」を入力してください。`,
  visitorRequired: "先にログインしてから、もう一度お試しください。",
  rateLimited: ({ waitMs }) =>
    `短時間に多くのメッセージを受信しました。${formatWait(locale, waitMs)}にもう一度お試しください。`,

  invalidText: "文字を入力してください。",
  textTooShort: ({ minLength }) => `${formatNumber(locale, minLength)}文字以上で入力してください。`,
  textTooLong: ({ maxLength }) => `${formatNumber(locale, maxLength)}文字以内で入力してください。`,
  invalidPattern: "指定の形式で入力してください。",
  invalidEmail: "メールアドレスを入力してください（例：name@example.com）。",
  invalidUser: "ユーザーを指定してください。",
  invalidInteger: (bounds) => `${within(bounds)}整数を入力してください。`,
  invalidDecimal: ({ precision, ...bounds }) => `${within(bounds)}数値を入力してください${digits(precision)}。`,
  tooManyDigits: "桁数の少ない数値を入力してください。",
  invalidBoolean: "「はい」または「いいえ」でお答えください。",
  invalidDate: "日付を入力してください（例：2026-05-03）。",
  invalidDateTime: "日付と時刻を入力してください（例：2026-05-03 14:30）。",
  invalidTime: "時刻を入力してください（例：14:30）。",
  invalidRange: "開始と終了を入力してください。",
  invalidStart: ({ reason }) => `開始の値が正しくありません。${reason}`,
  invalidEnd: ({ reason }) => `終了の値が正しくありません。${reason}`,
  startAfterEnd: "開始が終了より後にならないように入力してください。",
  invalidSelection: ({ labels }) => `選択肢の中から1つお選びください${list(labels)}。`,
  invalidMultiSelection: ({ labels }) => `選択肢の中から1つ以上お選びください${list(labels)}。`,
};

function within(bounds: { readonly min?: number; readonly max?: number }): string {
  return formatBounds(locale, bounds, {
    between: (least, most) => `${least}から${most}までの`,
    least: (least) => `${least}以上の`,
    most: (most) => `${most}以下の`,
  });
}

function digits(precision: number | undefined): string {
  if (precision === undefined) return "";
  return precision === 0 ? "（小数なし）" : `（小数点以下${formatNumber(locale, precision)}桁まで）`;
}

function list(labels: readonly string[]): string {
  return labels.length === 0 ? "" : `：${formatChoices(locale, labels)}`;
}
