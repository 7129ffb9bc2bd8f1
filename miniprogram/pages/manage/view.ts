import type { Value } from '../../services/call';
import { admissionNames, groupStateNames } from '../../services/words';
import { duration, yuan } from '../../services/written';

type MyGroup = Value<'listMyGroups'>['groups'][number];

/** A group as its owner sees it. */
export interface MyGroupView {
  groupId: string;
  name: string;
  coverFileId: string;
  state: string;
  listed: boolean;
  /** Price and rule in one line. */
  terms: string;
  numbers: { name: string; value: string }[];
  code: string;
  /** The code needs the owner: none, or about to end. */
  qrAlert: boolean;
  waitingCount: number;
  /** Whether there can be applications to decide. */
  reviewed: boolean;
}

/** Sooner than this before a code ends its owner should think of the next one. */
const qrSoonMs = 24 * 3_600_000;

function codeOf({ state, qrExpiresAtMs }: MyGroup, nowMs: number): { code: string; qrAlert: boolean } {
  if (state === 'Closed' || state === 'Banned') return { code: '不再需要群码', qrAlert: false };
  const leftMs = qrExpiresAtMs === null ? 0 : qrExpiresAtMs - nowMs;
  if (leftMs <= 0) return { code: '没有有效群码，暂不可加入', qrAlert: true };
  return { code: `群码还有 ${duration(leftMs)}到期`, qrAlert: leftMs < qrSoonMs };
}

export function myGroupView(group: MyGroup, selling: boolean, nowMs: number): MyGroupView {
  const { groupId, name, coverFileId, capacity, seatsLeft, memberCount, waitingCount } = group;
  const rule = admissionNames[group.admission][selling ? 'selling' : 'plain'];
  const reviewed = group.admission !== 'instant' || waitingCount > 0;
  return {
    groupId,
    name,
    coverFileId,
    state: groupStateNames[group.state],
    listed: group.state === 'Listed',
    terms: selling ? `${yuan(group.priceFen)} · ${rule}` : rule,
    numbers: [
      { name: '成员', value: `${memberCount}` },
      { name: '剩余名额', value: capacity === null || seatsLeft === null ? '不限' : `${seatsLeft}/${capacity}` },
      ...(reviewed ? [{ name: '待审核', value: `${waitingCount}` }] : []),
    ],
    ...codeOf(group, nowMs),
    waitingCount,
    reviewed,
  };
}
