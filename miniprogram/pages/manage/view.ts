import type { Value } from '../../services/call';
import { formatDuration, formatYuan } from '../../services/format';
import { admissionLabels, groupStateLabels, wordingFor } from '../../services/labels';
import { qrExpiresSoonMs } from '../../services/timeLimits';

type MyGroup = Value<'listMyGroups'>['groups'][number];

/** A group as its owner sees it. */
export interface MyGroupView {
  groupId: string;
  name: string;
  coverFileId: string;
  stateLabel: string;
  listed: boolean;
  /** Price and rule in one line. */
  terms: string;
  numbers: { name: string; value: string }[];
  qr: string;
  /** The owner must upload a QR: there is none, or it expires soon. */
  qrAlert: boolean;
  waitingCount: number;
  /** Applications may have to be decided. */
  reviewed: boolean;
}

function qrOf({ state, qrExpiresAtMs }: MyGroup, nowMs: number): { qr: string; qrAlert: boolean } {
  if (state === 'Closed' || state === 'Banned') return { qr: '不再需要群码', qrAlert: false };
  const leftMs = qrExpiresAtMs === null ? 0 : qrExpiresAtMs - nowMs;
  if (leftMs <= 0) return { qr: '没有有效群码，暂不可加入', qrAlert: true };
  return { qr: `群码还有 ${formatDuration(leftMs)}到期`, qrAlert: leftMs < qrExpiresSoonMs };
}

export function myGroupView(group: MyGroup, maySell: boolean, nowMs: number): MyGroupView {
  const { groupId, name, coverFileId, capacity, seatsLeft, memberCount, waitingCount } = group;
  const rule = wordingFor(admissionLabels[group.admission], maySell);
  const reviewed = group.admission !== 'instant' || waitingCount > 0;
  return {
    groupId,
    name,
    coverFileId,
    stateLabel: groupStateLabels[group.state],
    listed: group.state === 'Listed',
    terms: maySell ? `${formatYuan(group.priceFen)} · ${rule}` : rule,
    numbers: [
      { name: '成员', value: `${memberCount}` },
      { name: '剩余名额', value: capacity === null || seatsLeft === null ? '不限' : `${seatsLeft}/${capacity}` },
      ...(reviewed ? [{ name: '待审核', value: `${waitingCount}` }] : []),
    ],
    ...qrOf(group, nowMs),
    waitingCount,
    reviewed,
  };
}
