import type { Contracts, InputOf } from '../../../contracts';
import { countCharacters } from '../../services/characters';
import { parseFen, parseInteger } from '../../services/parse';
import { longest, mostSeats, priceLimits, refundDaysLimits, reviewHoursLimits } from '../limits';

type Create = Extract<InputOf<Contracts['saveGroup']>, { action: 'create' }>;
export type GroupText = Create['text'];
export type GroupTerms = Create['terms'];

/** A group as entered in the form: numbers as typed, a choice not made yet as ''. */
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
export type FieldErrors = Partial<Record<FieldName, string>>;

/** Parts of the group that are in use, so that the form can't take them away. */
export interface InUse {
  /** Seats that are held now. */
  readonly seats: number;
  /** A group that was submitted once can't gain or lose a seat limit. */
  readonly limitFixed: boolean;
}

export const nothingInUse: InUse = { seats: 0, limitFixed: false };

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

const textError = (text: string, most: number, missing: string): string => {
  const length = countCharacters(text);
  if (length === 0) return missing;
  return length > most ? `最多 ${most} 个字，现在多了 ${length - most} 个。` : '';
};

function benefitsError(benefits: readonly string[]): string {
  const written = benefits.map((line) => line.trim()).filter((line) => line !== '');
  if (written.length === 0) return '至少写一条，让人知道进群得到什么。';
  return written.some((line) => countCharacters(line) > longest.benefit) ? `每条最多 ${longest.benefit} 个字。` : '';
}

function priceError(typed: string): string {
  const fen = parseFen(typed);
  if (fen === null) return '写一个价格，最多两位小数，例如 9.90。';
  const { leastFen, mostFen } = priceLimits;
  return fen < leastFen || fen > mostFen ? `价格在 ${leastFen / 100} 元到 ${mostFen / 100} 元之间。` : '';
}

function reviewHoursError({ admission, reviewHours }: Draft): string {
  if (admission === 'instant') return '';
  const hours = parseInteger(reviewHours);
  const { least, most } = reviewHoursLimits;
  return hours === null || hours < least || hours > most ? `写 ${least} 到 ${most} 之间的整数小时。` : '';
}

function refundDaysError(typed: string): string {
  const days = parseInteger(typed);
  const { least, most } = refundDaysLimits;
  return days === null || days < least || days > most ? `写 ${least} 到 ${most} 之间的整数天。` : '';
}

function capacityError({ limited, capacity }: Draft, inUse: InUse): string {
  if (!limited) return '';
  const seats = parseInteger(capacity);
  if (seats === null || seats < 1 || seats > mostSeats) return `写 1 到 ${mostSeats} 之间的整数。`;
  return seats < inUse.seats ? `已有 ${inUse.seats} 人占用名额，不能更少。` : '';
}

/** The error of every field that can't be saved; an empty record when all can. */
export function validateDraft(draft: Draft, inUse: InUse): FieldErrors {
  const errors: Required<FieldErrors> = {
    name: textError(draft.name, longest.name, '给社群起个名字。'),
    intro: textError(draft.intro, longest.intro, '用一句话说清这是个什么群。'),
    category: draft.category === '' ? '选一个最接近的分类。' : '',
    benefits: benefitsError(draft.benefits),
    description: textError(draft.description, longest.description, '介绍一下群里做什么、有什么规矩。'),
    ownerIntro: textError(draft.ownerIntro, longest.ownerIntro, '介绍一下自己，为什么是你来带这个群。'),
    priceYuan: priceError(draft.priceYuan),
    reviewHours: reviewHoursError(draft),
    refundDays: refundDaysError(draft.refundDays),
    capacity: capacityError(draft, inUse),
  };
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => error !== ''));
}

/** The draft as `saveGroup` takes it; `null` while it has errors. */
export function parseDraft(draft: Draft, inUse: InUse): { text: GroupText; terms: GroupTerms } | null {
  const { category, admission } = draft;
  const priceFen = parseFen(draft.priceYuan);
  if (category === '' || priceFen === null || Object.keys(validateDraft(draft, inUse)).length > 0) return null;
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
      reviewHours: admission === 'instant' ? 0 : (parseInteger(draft.reviewHours) ?? 0),
      refundDays: parseInteger(draft.refundDays) ?? 0,
      capacity: draft.limited ? parseInteger(draft.capacity) : null,
    },
  };
}
