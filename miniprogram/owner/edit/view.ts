import type { Value } from '../../services/call';
import { countCharacters } from '../../services/characters';
import { formatYuanInput } from '../../services/format';
import { admissionLabels, categoryLabels, choicesOf } from '../../services/labels';
import { payWithinHours } from '../../services/timeLimits';
import { longest } from '../limits';
import { validateDraft, type Draft, type FieldErrors, type FieldName, type InUse } from './draft';

export const categoryChoices = choicesOf(categoryLabels);

export const admissionChoices: { value: Draft['admission']; label: string; text: string }[] = [
  { value: 'payThenReview', label: admissionLabels.payThenReview.selling, text: '你逐个审核。拒绝或超时，自动退款。' },
  {
    value: 'reviewThenPay',
    label: admissionLabels.reviewThenPay.selling,
    text: `先看申请再收款。通过后名额留 ${payWithinHours} 小时，对方也可能不付。`,
  },
  { value: 'instant', label: admissionLabels.instant.selling, text: '付款成功就能看到群码，不用你动手。' },
];

export type Counts = Record<'name' | 'intro' | 'description' | 'ownerIntro', string>;

/** The form's draft of an existing group. */
export function draftOf({ text, terms }: Value<'getMyGroup'>): Draft {
  return {
    ...text,
    priceYuan: formatYuanInput(terms.priceFen),
    admission: terms.admission,
    reviewHours: terms.admission === 'instant' ? '24' : `${terms.reviewHours}`,
    refundDays: `${terms.refundDays}`,
    limited: terms.capacity !== null,
    capacity: terms.capacity === null ? '50' : `${terms.capacity}`,
  };
}

export function inUseOf({ state, seatsTaken }: Value<'getMyGroup'>): InUse {
  return { seats: seatsTaken ?? 0, limitFixed: state !== 'Draft' };
}

export function countsOf(draft: Draft): Counts {
  const count = (field: keyof Counts): string => `${countCharacters(draft[field])}/${longest[field]}`;
  return {
    name: count('name'),
    intro: count('intro'),
    description: count('description'),
    ownerIntro: count('ownerIntro'),
  };
}

/** The errors of the fields that the person has visited. */
export function visibleErrors(draft: Draft, inUse: InUse, visited: ReadonlySet<FieldName>): FieldErrors {
  const errors = Object.entries(validateDraft(draft, inUse)).filter(([field]) => visited.has(field as FieldName));
  return Object.fromEntries(errors);
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

/** The hints of the fields whose meaning depends on the admission rule. */
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
