import type { adminGroups as contract } from '../../contracts/adminGroups';
import type { AnswerOf, OutputOf } from '../../contracts/contract';
import { currentQrState } from '../../domain/groupQr';
import type { Group } from '../../domain/group';
import { shownLine, shownText } from '../../domain/text';
import { knownCategory, ownersWords } from '../_shared/views/groupViews';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { operatorRole } from '../_shared/runtime/operatorRole';
import { page, pageStart } from '../_shared/runtime/paging';
import type { Ports, UserStore, GroupStore } from '../_shared/ports';

const pageSize = 10;

export const adminGroups: Operation<typeof contract, UserStore & GroupStore> = async (context, input) => {
  const role = await operatorRole(context);
  if (!role) return refuse('NotAllowed');
  if (input.lookup === 'group') return one(context.ports, input.groupId, role === 'admin');
  const { state, after } = input;
  const oldestFirst = state === 'PendingReview';
  const rows = await context.ports.store.groupsInState(state, oldestFirst, pageStart(after), pageSize + 1);
  const { shown, next } = page(rows, pageSize, (last) => ({ value: last.createdAt.getTime(), id: last._id }));
  return answer({ groups: shown.map((group) => groupFile(group, null)), next });
};

type Answer = AnswerOf<typeof contract>;

async function one(ports: Ports<GroupStore>, groupId: string, mayDecide: boolean): Promise<Answer> {
  const found = await ports.store.groupWithQrs(groupId);
  if (!found) return refuse('GroupNotFound');
  const live = found.qrs.find((qr) => currentQrState(qr, ports.clock.now()) === 'Live');
  const [qrUrl] = live && mayDecide ? await ports.files.temporaryUrls([live.fileId]) : [];
  return answer({ groups: [groupFile(found.group, qrUrl ?? null)], next: null });
}

type Row = OutputOf<typeof contract>['groups'][number];

/** A group as an operator reviews it: everything people will read and pay, but never its managers. */
function groupFile(group: Group, qrUrl: string | null): Row {
  const submitted = group.history.filter((transition) => transition.event === 'submitted').at(-1);
  return {
    groupId: group._id,
    rev: group.rev,
    state: group.state,
    name: shownLine(group.name),
    intro: shownLine(group.intro),
    ...ownersWords(group),
    category: knownCategory(group.category),
    coverFileId: group.coverFileId,
    ownerName: shownLine(group.ownerName),
    ownerAvatarFileId: group.ownerAvatarFileId,
    priceFen: group.priceFen,
    admission: group.admission,
    reviewHours: group.reviewHours,
    capacity: group.capacity,
    qrValidUntilMs: group.qrValidUntil?.getTime() ?? null,
    qrUrl,
    createdAtMs: group.createdAt.getTime(),
    submittedAtMs: submitted?.at.getTime() ?? null,
    moderationNotes: moderationNotesOf(group),
  };
}

function moderationNotesOf(group: Group): Row['moderationNotes'] {
  return group.history
    .flatMap(({ event, note, at }) =>
      event === 'returned' || event === 'banned'
        ? [{ decision: event, note: shownText(note ?? ''), atMs: at.getTime() }]
        : [],
    )
    .reverse();
}
