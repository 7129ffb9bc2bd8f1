import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import type { saveGroup as contract } from '../../contracts/saveGroup';
import {
  createGroup,
  editGroup,
  isOwnedBy,
  manage,
  type Group,
  type GroupText,
  type OwnerAction,
} from '../../domain/group';
import { groupIdOf } from '../../domain/ids';
import { isOfficialGroupName } from '../../domain/names';
import { hasUploaded } from '../_shared/workflows/uploadedFile';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Context, type Operation } from '../_shared/runtime/operation';
import type { UserStore, GroupStore, SecurityEventStore, RateLimitStore } from '../_shared/ports';

type Answer = AnswerOf<typeof contract>;
type Input = ParsedInputOf<typeof contract>;
type Action<Name extends Input['action']> = Extract<Input, { action: Name }>;

/** One person can hardly run more groups than this well. */
const mostGroups = 20;

export const saveGroup: Operation<
  typeof contract,
  UserStore & GroupStore & SecurityEventStore & RateLimitStore
> = async (context, input) => {
  switch (input.action) {
    case 'create':
      return create(context, input);
    case 'change':
      return change(context, input);
    case 'submit':
    case 'pause':
    case 'resume':
    case 'close':
      return manageGroup(context, input.groupId, input.action);
  }
};

const saved = (group: Group): Answer => answer({ groupId: group._id, state: group.state });

/** Returns `null` if WeChat's content check passes. */
async function checkText({ ports, caller }: Context, text: GroupText): Promise<Answer | null> {
  const everything = [text.name, text.intro, text.description, ...text.benefits, text.ownerIntro].join('\n');
  const check = await ports.content.check(caller.openid, 3, everything);
  if (check === 'fine') return null;
  return refuse(check === 'risky' ? 'TextRefused' : 'CheckUnavailable');
}

/** A group without a cover needs no file. A co-admin's edit keeps the cover that the owner uploaded. */
async function lacksCover(context: Context, coverFileId: string, currentFileId: string): Promise<boolean> {
  if (coverFileId === '' || coverFileId === currentFileId) return false;
  return !(await hasUploaded(context, 'covers', coverFileId));
}

async function create(
  context: Context<UserStore & GroupStore & SecurityEventStore & RateLimitStore>,
  { idempotencyKey, text, terms }: Action<'create'>,
): Promise<Answer> {
  const { ports, caller } = context;
  if (isOfficialGroupName(text.name)) return refuse('OfficialName');
  if (!(await withinRateLimit(context, 'createGroup'))) return refuse('TooManyAttempts');
  const refusal = await checkText(context, text);
  if (refusal) return refusal;
  const id = groupIdOf(ports.hash, caller.openid, idempotencyKey);
  const [mine, user] = await Promise.all([ports.store.openGroupsOf(caller.openid), ports.store.user(caller.openid)]);
  const same = mine.find((group) => group._id === id);
  if (same) return saved(same);
  if (mine.length >= mostGroups) return refuse('TooManyGroups');
  if (await lacksCover(context, text.coverFileId, '')) return refuse('FileNotFound');
  const owner = { ownerName: user?.nickname ?? '', ownerAvatarFileId: user?.avatarFileId ?? '' };
  const group = createGroup({ id, openid: caller.openid, ...owner, text, terms }, ports.clock.now());
  if (await ports.store.addGroup(group)) return saved(group);
  const taken = await ports.store.group(id);
  return taken ? saved(taken) : refuse('Busy');
}

/** For developers: the error code alone does not say that no other number would work. */
const editNotes = {
  CapacityTooSmall: 'A limit can be set or lifted only before the group was first offered.',
  GroupStateRefuses: undefined,
} as const;

async function change(
  context: Context<UserStore & GroupStore>,
  { groupId, text, terms }: Action<'change'>,
): Promise<Answer> {
  const { ports, caller } = context;
  const [group, user] = await Promise.all([ports.store.group(groupId), ports.store.user(caller.openid)]);
  if (!group?.managers.includes(caller.openid)) return refuse('GroupNotFound');
  if (isOfficialGroupName(text.name)) return refuse('OfficialName');
  // A co-admin's edit keeps the owner's name.
  const isOwner = isOwnedBy(group, caller.openid) && user !== null;
  const owner = isOwner ? { ownerName: user.nickname, ownerAvatarFileId: user.avatarFileId } : group;
  const { ownerName, ownerAvatarFileId } = owner;
  const decision = editGroup(group, { ownerName, ownerAvatarFileId }, text, terms);
  if (decision.kind === 'refused') return refuse(decision.code, editNotes[decision.code]);
  if (decision.kind === 'noop') return saved(group);
  if (await lacksCover(context, text.coverFileId, group.coverFileId)) return refuse('FileNotFound');
  const edit = decision.next;
  const refusal = await checkText(context, text);
  if (refusal) return refusal;
  if (await ports.store.saveGroup(group, edit.group, edit.seatsMore)) return saved(edit.group);
  const current = await ports.store.group(groupId);
  return refuse(current?.rev === group.rev ? 'CapacityTooSmall' : 'Busy');
}

async function manageGroup(
  { ports, caller }: Context<GroupStore>,
  groupId: string,
  action: OwnerAction,
): Promise<Answer> {
  const group = await ports.store.group(groupId);
  if (!group?.managers.includes(caller.openid)) return refuse('GroupNotFound');
  const decision = manage(group, action, ports.clock.now());
  if (decision.kind === 'refused') return refuse(decision.code);
  if (decision.kind === 'noop') return saved(group);
  return (await ports.store.saveGroup(group, decision.next, 0)) ? saved(decision.next) : refuse('Busy');
}
