import type { Contracts, InputOf } from '../../../contracts';
import { longest, mostSeats, priceLimits, refundDaysLimits, reviewHoursLimits } from '../limits';
import { fenFrom, wholeFrom } from '../../services/numbers';

type Create = Extract<InputOf<Contracts['saveGroup']>, { action: 'create' }>;
export type GroupText = Create['text'];
export type GroupTerms = Create['terms'];

/** A group as it stands in the form: numbers as they were typed, and a choice not made yet as ''. */
export interface Draft {
  name: string;
  intro: string;
  description: string;
  benefits: string[];
  ownerIntro: string;
  category: GroupText['category'] | '';
  coverFileId: string;
  priceYuan: string;
  admission: GroupTerms['admission'];
  reviewHours: string;
  refundDays: string;
  limited: boolean;
  capacity: string;
}

export type FieldName = Exclude<keyof Draft, 'admission' | 'limited' | 'coverFileId'>;
export type Wrongs = Partial<Record<FieldName, string>>;

/** What is in use already, and so can't be taken away. */
export interface Taken {
  /** Seats held now. */
  readonly seats: number;
  /** It was offered before: whether it has a limit stays as it is. */
  readonly limitFixed: boolean;
}

export const nothingTaken: Taken = { seats: 0, limitFixed: false };

export const emptyDraft: Draft = {
  name: '',
  intro: '',
  description: '',
  benefits: [''],
  ownerIntro: '',
  category: '',
  coverFileId: '',
  priceYuan: '',
  admission: 'payThenReview',
  reviewHours: '24',
  refundDays: '7',
  limited: true,
  capacity: '50',
};

const wrongText = (text: string, most: number, ask: string): string => {
  const length = text.trim().length;
  if (length === 0) return ask;
  return length > most ? `最多 ${most} 个字，现在多了 ${length - most} 个。` : '';
};

function wrongBenefits(benefits: readonly string[]): string {
  const written = benefits.map((line) => line.trim()).filter((line) => line !== '');
  if (written.length === 0) return '至少写一条，让人知道进群得到什么。';
  return written.some((line) => line.length > longest.benefit) ? `每条最多 ${longest.benefit} 个字。` : '';
}

function wrongPrice(typed: string): string {
  const fen = fenFrom(typed);
  if (fen === null) return '写一个价格，最多两位小数，例如 9.90。';
  const { leastFen, mostFen } = priceLimits;
  return fen < leastFen || fen > mostFen ? `价格在 ${leastFen / 100} 元到 ${mostFen / 100} 元之间。` : '';
}

function wrongHours({ admission, reviewHours }: Draft): string {
  if (admission === 'instant') return '';
  const hours = wholeFrom(reviewHours);
  const { least, most } = reviewHoursLimits;
  return hours === null || hours < least || hours > most ? `写 ${least} 到 ${most} 之间的整数小时。` : '';
}

function wrongRefundDays(typed: string): string {
  const days = wholeFrom(typed);
  const { least, most } = refundDaysLimits;
  return days === null || days < least || days > most ? `写 ${least} 到 ${most} 之间的整数天。` : '';
}

function wrongCapacity({ limited, capacity }: Draft, taken: Taken): string {
  if (!limited) return '';
  const seats = wholeFrom(capacity);
  if (seats === null || seats < 1 || seats > mostSeats) return `写 1 到 ${mostSeats} 之间的整数。`;
  return seats < taken.seats ? `已有 ${taken.seats} 人占用名额，不能更少。` : '';
}

/** What still can't be saved, field by field; an empty record when all of it can. */
export function wrongsOf(draft: Draft, taken: Taken): Wrongs {
  const wrongs: Required<Wrongs> = {
    name: wrongText(draft.name, longest.name, '给社群起个名字。'),
    intro: wrongText(draft.intro, longest.intro, '用一句话说清这是个什么群。'),
    category: draft.category === '' ? '选一个最接近的分类。' : '',
    benefits: wrongBenefits(draft.benefits),
    description: wrongText(draft.description, longest.description, '介绍一下群里做什么、有什么规矩。'),
    ownerIntro: wrongText(draft.ownerIntro, longest.ownerIntro, '介绍一下自己，为什么是你来带这个群。'),
    priceYuan: wrongPrice(draft.priceYuan),
    reviewHours: wrongHours(draft),
    refundDays: wrongRefundDays(draft.refundDays),
    capacity: wrongCapacity(draft, taken),
  };
  const left = Object.entries(wrongs).filter(([, wrong]) => wrong !== '');
  return Object.fromEntries(left);
}

/** What is sent; `null` while something is wrong. */
export function writtenIn(draft: Draft, taken: Taken): { text: GroupText; terms: GroupTerms } | null {
  const { category, admission } = draft;
  const priceFen = fenFrom(draft.priceYuan);
  if (category === '' || priceFen === null || Object.keys(wrongsOf(draft, taken)).length > 0) return null;
  return {
    text: {
      name: draft.name.trim(),
      intro: draft.intro.trim(),
      description: draft.description.trim(),
      benefits: draft.benefits.map((line) => line.trim()).filter((line) => line !== ''),
      ownerIntro: draft.ownerIntro.trim(),
      category,
      coverFileId: draft.coverFileId,
    },
    terms: {
      priceFen,
      admission,
      reviewHours: admission === 'instant' ? 0 : (wholeFrom(draft.reviewHours) ?? 0),
      refundDays: wholeFrom(draft.refundDays) ?? 0,
      capacity: draft.limited ? wholeFrom(draft.capacity) : null,
    },
  };
}
