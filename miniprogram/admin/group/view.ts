import { admissionNames, categoryNames, groupStateNames } from '../../services/words';
import { moment } from '../../services/written';
import type { GroupFile } from '../kinds';
import { nameOf } from '../words';

/** A group as an operator judges it, in words. */
export interface GroupView {
  name: string;
  intro: string;
  coverFileId: string;
  category: string;
  state: string;
  priceFen: number;
  description: string;
  benefits: string[];
  owner: string;
  ownerIntro: string;
  facts: { name: string; value: string; alert: boolean }[];
  qrUrl: string;
  words: { title: string; note: string }[];
  waits: boolean;
  bannable: boolean;
}

export function groupView(group: GroupFile, nowMs: number): GroupView {
  const { name, intro, coverFileId, category, state, priceFen, description, benefits, ownerIntro, qrValidUntilMs } =
    group;
  const hasQr = qrValidUntilMs !== null && qrValidUntilMs > nowMs;
  const rule = admissionNames[group.admission].selling;
  const facts = [
    { name: '分类', value: categoryNames[category], alert: false },
    {
      name: '入群方式',
      value: group.reviewHours === 0 ? rule : `${rule}，${group.reviewHours} 小时内答复`,
      alert: false,
    },
    { name: '名额', value: group.capacity === null ? '不限' : `${group.capacity}`, alert: false },
    { name: '群码', value: hasQr ? `${moment(qrValidUntilMs)} 到期` : '没有有效群码', alert: !hasQr },
    { name: '创建时间', value: moment(group.createdAtMs), alert: false },
  ];
  if (group.submittedAtMs !== null) facts.push({ name: '提交时间', value: moment(group.submittedAtMs), alert: false });
  return {
    name,
    intro,
    coverFileId,
    category,
    state: groupStateNames[state],
    priceFen,
    description,
    benefits,
    owner: nameOf(group.ownerName),
    ownerIntro,
    facts,
    qrUrl: group.qrUrl ?? '',
    words: group.words.map((word) => ({
      title: `${moment(word.atMs)} ${word.decision === 'returned' ? '退回' : '封禁'}`,
      note: word.note,
    })),
    waits: state === 'PendingReview',
    bannable: state !== 'Banned',
  };
}
