import type { ParsedInputOf } from '../../contracts/contract';
import type { saveGroup as contract } from '../../contracts/saveGroup';
import {
  editableStates,
  editGroup,
  applyGroupEvent,
  createGroup,
  type Group,
  type GroupText,
} from '../../domain/group';
import { groupIdOf } from '../../domain/ids';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Context, type Operation } from '../_shared/runtime/operation';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;
type Input = ParsedInputOf<typeof contract>;
type Action<Name extends Input['action']> = Extract<Input, { action: Name }>;

/** More groups than one person runs well. */
const mostGroups = 20;

export const saveGroup: Operation<typeof contract> = async (context, input) => {
  switch (input.action) {
    case 'create':
      return create(context, input);
    case 'change':
      return change(context, input);
    case 'submit':
    case 'pause':
    case 'resume':
    case 'close':
      return transition(context, input.groupId, input.action);
  }
};

const saved = (group: Group): Answer => answer({ groupId: group._id, state: group.state });

/** `null`: WeChat's content check has nothing against it. */
async function refusedText({ ports, caller }: Context, text: GroupText): Promise<Answer | null> {
  const words = [text.name, text.intro, text.description, ...text.benefits, text.ownerIntro].join('\n');
  const verdict = await ports.content.check(caller.openid, 3, words);
  if (verdict === 'fine') return null;
  return refuse(verdict === 'risky' ? 'TextRefused' : 'CheckUnavailable');
}

async function create(context: Context, { idempotencyKey, text, terms }: Action<'create'>): Promise<Answer> {
  const { ports, caller } = context;
  if (!(await withinRateLimit(context, 'createGroup'))) return refuse('TooManyAttempts');
  const refusal = await refusedText(context, text);
  if (refusal) return refusal;
  const id = groupIdOf(ports.hash, caller.openid, idempotencyKey);
  const [mine, user] = await Promise.all([ports.store.openGroupsOf(caller.openid), ports.store.user(caller.openid)]);
  const same = mine.find((group) => group._id === id);
  if (same) return saved(same);
  if (mine.length >= mostGroups) return refuse('TooManyGroups');
  const owner = { ownerName: user?.nickname ?? '', ownerAvatarFileId: user?.avatarFileId ?? '' };
  const group = createGroup({ id, openid: caller.openid, ...owner, text, terms }, ports.clock.now());
  if (await ports.store.addGroup(group)) return saved(group);
  const taken = await ports.store.group(id);
  return taken ? saved(taken) : refuse('Busy');
}

async function change(context: Context, { groupId, text, terms }: Action<'change'>): Promise<Answer> {
  const { ports, caller } = context;
  const [group, user] = await Promise.all([ports.store.group(groupId), ports.store.user(caller.openid)]);
  if (!group?.managers.includes(caller.openid)) return refuse('GroupNotFound');
  if (!editableStates.some((state) => state === group.state)) return refuse('GroupStateRefuses');
  // A co-admin's change leaves the owner's name alone.
  const isOwner = group.managers[0] === caller.openid && user !== null;
  const owner = isOwner ? { ownerName: user.nickname, ownerAvatarFileId: user.avatarFileId } : group;
  const { ownerName, ownerAvatarFileId } = owner;
  const changed = editGroup(group, { ownerName, ownerAvatarFileId }, text, terms);
  if (!changed)
    return refuse('CapacityTooSmall', 'A limit can be set or lifted only before the group was first offered.');
  const refusal = await refusedText(context, text);
  if (refusal) return refusal;
  if (await ports.store.saveGroup(group, changed.group, changed.seatsMore)) return saved(changed.group);
  const current = await ports.store.group(groupId);
  return refuse(current?.rev === group.rev ? 'CapacityTooSmall' : 'Busy');
}

const eventOf = { submit: 'submitted', pause: 'paused', resume: 'resumed', close: 'closed' } as const;

async function transition({ ports, caller }: Context, groupId: string, action: keyof typeof eventOf): Promise<Answer> {
  const now = ports.clock.now();
  const group = await ports.store.group(groupId);
  if (!group?.managers.includes(caller.openid)) return refuse('GroupNotFound');
  const sells = action === 'submit' || action === 'resume';
  if (sells && (group.qrValidUntil === null || group.qrValidUntil <= now)) return refuse('NoValidQr');
  const event = eventOf[action];
  const after = applyGroupEvent(group, event, 'owner', now);
  if (!after) return isThere(group, action) ? saved(group) : refuse('GroupStateRefuses');
  return (await ports.store.saveGroup(group, after, 0)) ? saved(after) : refuse('Busy');
}

const aim = { submit: 'PendingReview', pause: 'Paused', resume: 'Listed', close: 'Closed' } as const;

/** The same wish again is fine. */
const isThere = (group: Group, action: keyof typeof aim): boolean => group.state === aim[action];
