import pMap from 'p-map';
import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import { qrLimits, type saveGroupQr as contract } from '../../contracts/saveGroupQr';
import {
  createGroupQr,
  isAlive,
  mostAliveQrs,
  moveGroupQr,
  poolPosition,
  replaceGroupQr,
  retireGroupQr,
  type GroupQr,
} from '../../domain/groupQr';
import { groupQrIdOf } from '../../domain/ids';
import { hourMs } from '../../domain/time';
import { nextOf } from '../../domain/transition';
import { announceGroupQrs } from '../_shared/workflows/groupQrs';
import { retryOnConflict } from '../_shared/workflows/retryOnConflict';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Context, type Operation } from '../_shared/runtime/operation';
import type {
  GroupStore,
  GroupQrStore,
  GroupWithQrs,
  SecurityEventStore,
  RateLimitStore,
  Ports,
} from '../_shared/ports';

type Answer = AnswerOf<typeof contract>;
type Input = ParsedInputOf<typeof contract>;
type Stores = GroupStore & GroupQrStore;

/** Allows for clock differences and for the precision of the date WeChat prints under the QR. */
const toleranceMs = hourMs;

const replacedAtOnce = 8;

export const saveGroupQr: Operation<typeof contract, Stores & SecurityEventStore & RateLimitStore> = async (
  context,
  input,
) => {
  const found = await context.ports.store.groupWithQrs(input.groupId, context.ports.clock.now());
  if (!found?.group.managers.includes(context.caller.openid)) return refuse('GroupNotFound');
  if (input.action === 'retire') return retire(context.ports, input);
  if (input.action === 'move') return move(context.ports, found, input);
  return (await withinRateLimit(context, 'saveGroupQr')) ? add(context, found, input) : refuse('TooManyAttempts');
};

async function add(
  { ports }: Context<Stores>,
  { qrs }: GroupWithQrs,
  input: Extract<Input, { action: 'add' }>,
): Promise<Answer> {
  const { groupId, fileId, quota, place } = input;
  const now = ports.clock.now();
  const latest = now.getTime() + qrLimits.lastsDays * 24 * hourMs + toleranceMs;
  if (input.expiresAtMs <= now.getTime() || input.expiresAtMs > latest) return refuse('QrExpiryInvalid');
  const qrId = groupQrIdOf(ports.hash, groupId, fileId);
  const others = qrs.filter((qr) => qr._id !== qrId);
  if (others.length >= mostAliveQrs) return refuse('TooManyQrs');
  const [url] = await ports.files.temporaryUrls([fileId]);
  if (!url) return refuse('QrUnreadable');
  const position = poolPosition(others, 'last');
  const expiresAt = new Date(input.expiresAtMs);
  await ports.store.addGroupQr(createGroupQr({ _id: qrId, groupId, fileId, quota, position, expiresAt }, now));
  // The new one first: if this call dies in between, newcomers see one of the others, never none.
  const replaced = place === 'replace' ? others.filter((qr) => qr.state === 'Live') : [];
  await pMap(replaced, (qr) => replace(ports, qr._id), { concurrency: replacedAtOnce });
  return announced(ports, groupId, qrId);
}

/** Writes the change of a QR; `false` after too many conflicts. A QR that has ended meanwhile stays as it is. */
async function change(
  ports: Ports<GroupQrStore>,
  qrId: string,
  build: (qr: GroupQr) => GroupQr | null,
): Promise<boolean> {
  const result = await retryOnConflict<true>(async () => {
    const qr = await ports.store.groupQr(qrId);
    const after = qr && build(qr);
    return !after || (await ports.store.saveGroupQr(qr, after)) ? true : 'conflict';
  });
  return result === true;
}

const replace = (ports: Ports<GroupQrStore>, qrId: string): Promise<boolean> =>
  change(ports, qrId, (qr) => nextOf(replaceGroupQr(qr, ports.clock.now())));

async function move(
  ports: Ports<Stores>,
  { group, qrs }: GroupWithQrs,
  { qrId, place }: Extract<Input, { action: 'move' }>,
): Promise<Answer> {
  const qr = await ports.store.groupQr(qrId);
  if (qr?.groupId !== group._id) return refuse('QrNotFound');
  if (!isAlive(qr, ports.clock.now()) || qr.state !== 'Live') return refuse('QrEnded');
  const position = poolPosition(
    qrs.filter((other) => other._id !== qrId),
    place,
  );
  if (!(await ports.store.saveGroupQr(qr, moveGroupQr(qr, position)))) return refuse('Busy');
  return answer({ qrId, qrExpiresAtMs: group.qrValidUntil?.getTime() ?? null });
}

async function retire(ports: Ports<Stores>, { groupId, qrId }: Extract<Input, { action: 'retire' }>): Promise<Answer> {
  const qr = await ports.store.groupQr(qrId);
  if (qr?.groupId !== groupId) return refuse('QrNotFound');
  const retired = retireGroupQr(qr, ports.clock.now());
  if (retired.kind === 'moved' && !(await ports.store.saveGroupQr(qr, retired.next))) return refuse('Busy');
  return announced(ports, groupId, qrId);
}

async function announced(ports: Ports<GroupStore>, groupId: string, qrId: string): Promise<Answer> {
  const until = await announceGroupQrs(ports, groupId);
  return answer({ qrId, qrExpiresAtMs: until?.getTime() ?? null });
}
