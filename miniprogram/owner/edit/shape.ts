import type { Answer } from '../../services/call';
import type { Saying } from '../../services/sentences';
import { longest, mostBenefits, refundDaysLimits } from '../limits';
import { emptyDraft, type Draft, type FieldName, type Taken, type Wrongs } from './draft';
import type { NewGroup } from './newGroup';
import { admissionChoices, categoryChoices, countsOf, ruleHints, type Counts } from './view';

/** Keeps its identity while lines above it come and go. */
export interface BenefitLine {
  id: number;
  text: string;
}

export interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  isNew: boolean;
  /** What the fields began with; what is typed stays in them and in `page.draft`. */
  draft: Draft;
  benefits: BenefitLine[];
  wrongs: Wrongs;
  counts: Counts;
  limitFixed: boolean;
  /** Buyers see who runs a group: without a name they would see nobody. */
  nameless: boolean;
  uploading: boolean;
  saving: boolean;
  longest: typeof longest;
  mostBenefits: number;
  categories: typeof categoryChoices;
  admissions: typeof admissionChoices;
  ruleHints: typeof ruleHints;
  refundDays: typeof refundDaysLimits;
  placeholderRows: object[];
}

type Typed = WechatMiniprogram.CustomEvent<{ value: string }, object, { field: FieldName }>;
type TypedLine = WechatMiniprogram.CustomEvent<{ value: string }, object, { id: number }>;
type Chosen = WechatMiniprogram.TouchEvent<object, object, { value: string }>;

export interface Custom {
  groupId: string;
  draft: Draft;
  taken: Taken;
  visited: Set<FieldName>;
  /** The group that is being made; `null` while one is being changed, and once it is made. */
  begun: NewGroup | null;
  nextId: number;
  load(): Promise<void>;
  open(draft: Draft): void;
  keep(): void;
  change(change: Partial<Draft>, field: FieldName): void;
  remark(): void;
  type(event: Typed): void;
  leave(event: WechatMiniprogram.CustomEvent<object, object, { field: FieldName }>): void;
  typeBenefit(event: TypedLine): void;
  addBenefit(): void;
  removeBenefit(event: WechatMiniprogram.TouchEvent<object, object, { id: number }>): void;
  setBenefits(lines: BenefitLine[]): void;
  chooseCategory(event: Chosen): void;
  chooseAdmission(event: Chosen): void;
  switchLimit(event: WechatMiniprogram.CustomEvent<{ value: boolean }>): void;
  chooseCover(): Promise<void>;
  removeCover(): void;
  upload(path: string): Promise<void>;
  save(): void;
  send(): Promise<void>;
  saved(answer: Answer<'saveGroup'>): Promise<void>;
  openProfile(): void;
  takeFailureStep(): void;
}

export const emptyData: Data = {
  phase: 'loading',
  failure: null,
  isNew: true,
  draft: emptyDraft,
  benefits: [],
  wrongs: {},
  counts: countsOf(emptyDraft),
  limitFixed: false,
  nameless: false,
  uploading: false,
  saving: false,
  longest,
  mostBenefits,
  categories: categoryChoices,
  admissions: admissionChoices,
  ruleHints,
  refundDays: refundDaysLimits,
  placeholderRows: [
    { height: '340rpx', borderRadius: '24rpx' },
    { height: '560rpx', borderRadius: '24rpx' },
  ],
};
