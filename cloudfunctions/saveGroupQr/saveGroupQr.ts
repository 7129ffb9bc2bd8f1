import pMap from 'p-map';
import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import { qrLimits, wecomLastsDays, type saveGroupQr as contract } from '../../contracts/saveGroupQr';
import {
  createGroupQr,
  currentQrState,
  isAlive,
  mostAliveQrs,
  moveGroupQr,
  poolPosition,
  poolQrOf,
  replaceGroupQr,
  retireGroupQr,
  type GroupQr,
} from '../../domain/groupQr';
import { groupQrIdOf } from '../../domain/ids';
import { findPictureObstacle, mostPictureBytes, type PictureObstacle } from '../../domain/picture';
import { findGroupLink, type GroupLink, type GroupQrKind, type QrContentObstacle } from '../../domain/qrContent';
import { hourMs } from '../../domain/time';
import { nextOf } from '../../domain/transition';
import { announceGroupQrs } from '../_shared/workflows/groupQrs';
import { retryOnConflict } from '../_shared/workflows/retryOnConflict';
import { isCallersFile } from '../_shared/workflows/uploadedFile';
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
  // Nobody is shown its QRs any more; one that was there can still be retired.
  if (found.group.state === 'Banned') return refuse('GroupBanned');
  if (input.action === 'move') return move(context.ports, found, input);
  return (await withinRateLimit(context, 'saveGroupQr')) ? add(context, found, input) : refuse('TooManyAttempts');
};

const lastsDays: Readonly<Record<GroupQrKind, number>> = { wechat: qrLimits.lastsDays, wecom: wecomLastsDays };

/** Tells whether a QR of this kind can live until this time. */
function canExpireAt(expiresAtMs: number, kind: GroupQrKind, now: Date): boolean {
  const latest = now.getTime() + lastsDays[kind] * 24 * hourMs + toleranceMs;
  return expiresAtMs > now.getTime() && expiresAtMs <= latest;
}

async function add(
  context: Context<Stores>,
  { qrs }: GroupWithQrs,
  input: Extract<Input, { action: 'add' }>,
): Promise<Answer> {
  const { ports } = context;
  const { groupId, fileId, quota, place, expiresAtMs } = input;
  const now = ports.clock.now();
  // Before the picture is loaded: no kind lives longer than this one.
  if (!canExpireAt(expiresAtMs, 'wecom', now)) return refuse('QrExpiryInvalid');
  const link = await readGroupLink(context, fileId);
  if (typeof link === 'string') return refuse(link);
  if (!canExpireAt(expiresAtMs, link.kind, now)) return refuse('QrExpiryInvalid');
  const qrId = groupQrIdOf(ports.hash, link.address);
  const others = qrs.filter((qr) => qr._id !== qrId);
  if (others.length >= mostAliveQrs) return refuse('TooManyQrs');
  const position = poolPosition(others, 'last');
  const expiresAt = new Date(expiresAtMs);
  const qr = createGroupQr({ _id: qrId, groupId, fileId, quota, position, expiresAt }, now);
  if (!(await ports.store.addGroupQr(qr))) {
    const known = await ports.store.groupQr(qrId);
    if (known?.groupId !== groupId) return refuse('QrOfOtherGroup');
    if (currentQrState(poolQrOf(known), now) !== 'Live') return refuse('QrAlreadyUsed');
  }
  // The new one first: if this call dies in between, newcomers see one of the others, never none.
  const replaced = place === 'replace' ? others.filter((other) => other.state === 'Live') : [];
  await pMap(replaced, (other) => replace(ports, other._id), { concurrency: replacedAtOnce });
  return announced(ports, groupId, qrId);
}

/** The group that the caller's picture leads into. The file is asked for only if it is the caller's own. */
async function readGroupLink(
  context: Context,
  fileId: string,
): Promise<GroupLink | 'FileNotFound' | PictureObstacle | QrContentObstacle> {
  if (!isCallersFile(context, 'groupQrs', fileId)) return 'FileNotFound';
  const { files, qrReader } = context.ports;
  const file = await files.read(fileId, mostPictureBytes);
  if (file.kind === 'absent') return 'FileNotFound';
  if (file.kind === 'tooLarge') return 'PictureTooLarge';
  const obstacle = findPictureObstacle(file.bytes);
  if (obstacle) return obstacle;
  const texts = await qrReader.read(file.bytes);
  return texts === null ? 'PictureDamaged' : findGroupLink(texts);
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
