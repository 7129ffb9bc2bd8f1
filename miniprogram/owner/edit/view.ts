import type { Value } from '../../services/call';
import { payWithinHours } from '../../services/rules';
import { admissionNames, categoryNames } from '../../services/words';
import { longest } from '../limits';
import { wrongsOf, type Draft, type FieldName, type Taken, type Wrongs } from './draft';
import { typedYuan } from '../../services/numbers';

export const categoryChoices = Object.entries(categoryNames).map(([value, label]) => ({ value, label }));

export const admissionChoices = [
  { value: 'payThenReview', label: admissionNames.payThenReview.selling, text: '你逐个审核。拒绝或超时，自动退款。' },
  {
    value: 'reviewThenPay',
    label: admissionNames.reviewThenPay.selling,
    text: `先看申请再收款。通过后名额留 ${payWithinHours} 小时，对方也可能不付。`,
  },
  { value: 'instant', label: admissionNames.instant.selling, text: '付款成功就能看到群码，不用你动手。' },
];

export type Counts = Record<'name' | 'intro' | 'description' | 'ownerIntro', string>;

/** A group as it is, put into the form. */
export function draftOf({ text, terms }: Value<'getMyGroup'>): Draft {
  return {
    ...text,
    priceYuan: typedYuan(terms.priceFen),
    admission: terms.admission,
    reviewHours: terms.admission === 'instant' ? '24' : `${terms.reviewHours}`,
    refundDays: `${terms.refundDays}`,
    limited: terms.capacity !== null,
    capacity: terms.capacity === null ? '50' : `${terms.capacity}`,
  };
}

export function takenIn({ state, seatsTaken }: Value<'getMyGroup'>): Taken {
  return { seats: seatsTaken ?? 0, limitFixed: state !== 'Draft' };
}

export function countsOf(draft: Draft): Counts {
  const count = (field: keyof Counts): string => `${draft[field].trim().length}/${longest[field]}`;
  return {
    name: count('name'),
    intro: count('intro'),
    description: count('description'),
    ownerIntro: count('ownerIntro'),
  };
}

/** What is wrong with the fields a person has been to. */
export function remarksOn(draft: Draft, taken: Taken, visited: ReadonlySet<FieldName>): Wrongs {
  const wrongs = Object.entries(wrongsOf(draft, taken)).filter(([field]) => visited.has(field as FieldName));
  return Object.fromEntries(wrongs);
}

export const fieldNames: readonly FieldName[] = [
  'name',
  'intro',
  'category',
  'benefits',
  'description',
  'ownerIntro',
  'priceYuan',
  'reviewHours',
  'refundDays',
  'capacity',
];

/** What each rule makes of the fields that stand under it. */
export const ruleHints: Record<Draft['admission'], { readonly reviewHours: string; readonly capacity: string }> = {
  instant: { reviewHours: '', capacity: '付款会占住名额，退款后自动让出。' },
  payThenReview: {
    reviewHours: '超时未答复，申请自动结束，款项自动原路退回。',
    capacity: '付款会占住名额，退款后自动让出。',
  },
  reviewThenPay: {
    reviewHours: '超时未答复，申请自动结束。这时还没有收钱。',
    capacity: '通过申请就占住名额，对方没付款或退款后自动让出。',
  },
};
