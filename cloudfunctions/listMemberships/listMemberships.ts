import type { membershipFilters, listMemberships as contract } from '../../contracts/listMemberships';
import { endedStates, membershipStates, isEnded, rejectionReason, type MembershipState } from '../../domain/membership';
import { holdOf } from '../../domain/group';
import { shownGroupName, shownNickname } from '../../domain/names';
import { shownText } from '../../domain/text';
import { deadlines } from '../_shared/views/membershipViews';
import { answer, type Operation } from '../_shared/runtime/operation';
import { page, pageStart } from '../_shared/runtime/paging';
import type { MembershipStore } from '../_shared/ports';

const pageSize = 15;

const statesOf: Readonly<Record<(typeof membershipFilters)[number], readonly MembershipState[] | null>> = {
  all: null,
  current: membershipStates.filter((state) => !isEnded(state)),
  ended: endedStates,
};

export const listMemberships: Operation<typeof contract, MembershipStore> = async ({ ports, caller }, input) => {
  const states = statesOf[input.filter ?? 'all'];
  const rows = await ports.store.membershipsOf(caller.openid, states, pageStart(input.after), pageSize + 1);
  const { shown, next } = page(rows, pageSize, ({ membership }) => ({
    value: membership.stateAt.getTime(),
    id: membership._id,
  }));
  const memberships = shown.map(({ membership, group, order }) => ({
    groupId: membership.groupId,
    groupName: shownGroupName(group?.name ?? ''),
    coverFileId: group?.coverFileId ?? '',
    ownerName: shownNickname(group?.ownerName ?? ''),
    groupHold: holdOf(group),
    membershipState: membership.state,
    admission: membership.admission,
    orderId: membership.orderId,
    paidFen: membership.paidFen,
    order: order && { state: order.state, refundedFen: order.refundedFen },
    priceFen: group?.priceFen ?? 0,
    ...deadlines(membership),
    rejectedReason: shownText(rejectionReason(membership)),
    stateAtMs: membership.stateAt.getTime(),
  }));
  return answer({ memberships, next });
};
