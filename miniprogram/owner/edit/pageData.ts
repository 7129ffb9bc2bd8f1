import type { Answer } from '../../services/call';
import type { FailureHandlers } from '../../services/loadedPage';
import type { UserMessage } from '../../services/refusalMessages';
import { mostBenefits, refundDaysLimits } from '../limits';
import { emptyDraft, type Draft, type FieldErrors, type FieldName, type InUse } from './draft';
import type { NewGroup } from './newGroup';
import { admissionChoices, categoryChoices, countsOf, ruleHints, type Counts } from './view';

/** The id lets a line keep its identity while others are added and removed. */
export interface BenefitLine {
  id: number;
  text: string;
}

export interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  isNew: boolean;
  /** The initial values of the fields; typed text stays in the fields and in `page.draft`. */
  draft: Draft;
  benefits: BenefitLine[];
  errors: FieldErrors;
  counts: Counts;
  limitFixed: boolean;
  /** The owner has no nickname yet; buyers see it on the group's page. */
  nameless: boolean;
  uploading: boolean;
  saving: boolean;
  mostBenefits: number;
  categories: typeof categoryChoices;
  admissions: typeof admissionChoices;
  ruleHints: typeof ruleHints;
  refundDays: typeof refundDaysLimits;
  skeleton: object[];
}

type Typed = WechatMiniprogram.CustomEvent<{ value: string }, object, { field: FieldName }>;
type TypedLine = WechatMiniprogram.CustomEvent<{ value: string }, object, { id: number }>;
type Chosen<Value> = WechatMiniprogram.TouchEvent<object, object, { value: Value }>;

export interface Custom extends FailureHandlers {
  groupId: string;
  draft: Draft;
  inUse: InUse;
  visited: Set<FieldName>;
  /** The group that is being created; `null` while one is being changed, and once it is created. */
  newGroup: NewGroup | null;
  nextId: number;
  load(): Promise<void>;
  open(draft: Draft): void;
  saveDraft(): void;
  change(change: Partial<Draft>, field: FieldName): void;
  validate(): void;
  type(event: Typed): void;
  leave(event: WechatMiniprogram.CustomEvent<object, object, { field: FieldName }>): void;
  typeBenefit(event: TypedLine): void;
  addBenefit(): void;
  removeBenefit(event: WechatMiniprogram.TouchEvent<object, object, { id: number }>): void;
  setBenefits(lines: BenefitLine[]): void;
  chooseCategory(event: Chosen<Draft['category']>): void;
  chooseAdmission(event: Chosen<Draft['admission']>): void;
  switchLimit(event: WechatMiniprogram.CustomEvent<{ value: boolean }>): void;
  chooseCover(): Promise<void>;
  removeCover(): void;
  upload(path: string): Promise<void>;
  save(): void;
  send(): Promise<void>;
  handleSaved(answer: Answer<'saveGroup'>): Promise<void>;
  openProfile(): void;
}

export const emptyData: Data = {
  phase: 'loading',
  failure: null,
  isNew: true,
  draft: emptyDraft,
  benefits: [],
  errors: {},
  counts: countsOf(emptyDraft),
  limitFixed: false,
  nameless: false,
  uploading: false,
  saving: false,
  mostBenefits,
  categories: categoryChoices,
  admissions: admissionChoices,
  ruleHints,
  refundDays: refundDaysLimits,
  skeleton: [
    { height: '340rpx', borderRadius: '24rpx' },
    { height: '560rpx', borderRadius: '24rpx' },
  ],
};
