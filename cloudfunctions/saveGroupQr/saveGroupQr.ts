import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import { qrLimits, wecomLastsDays, type saveGroupQr as contract } from '../../contracts/saveGroupQr';
import { currentQrState, retireGroupQr, createGroupQr } from '../../domain/groupQr';
import { groupQrIdOf } from '../../domain/ids';
import { findPictureObstacle, mostPictureBytes, type PictureObstacle } from '../../domain/picture';
import { findGroupLink, type GroupLink, type GroupQrKind, type QrContentObstacle } from '../../domain/qrContent';
import { hourMs } from '../../domain/time';
import { announceGroupQrs } from '../_shared/workflows/groupQrs';
import { isCallersFile } from '../_shared/workflows/uploadedFile';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Context, type Operation } from '../_shared/runtime/operation';
import type { GroupStore, GroupQrStore, SecurityEventStore, RateLimitStore, Ports } from '../_shared/ports';

type Answer = AnswerOf<typeof contract>;
type Input = ParsedInputOf<typeof contract>;

/** Allows for clock differences and for the precision of the date WeChat prints under the QR. */
const toleranceMs = hourMs;

export const saveGroupQr: Operation<
  typeof contract,
  GroupStore & GroupQrStore & SecurityEventStore & RateLimitStore
> = async (context, input) => {
  const group = await context.ports.store.group(input.groupId);
  if (!group?.managers.includes(context.caller.openid)) return refuse('GroupNotFound');
  if (input.action === 'retire') return retire(context, input);
  return (await withinRateLimit(context, 'saveGroupQr')) ? add(context, input) : refuse('TooManyAttempts');
};

const lastsDays: Readonly<Record<GroupQrKind, number>> = { wechat: qrLimits.lastsDays, wecom: wecomLastsDays };

/** Whether a QR of this kind can live until this time. */
function canExpireAt(expiresAtMs: number, kind: GroupQrKind, now: Date): boolean {
  const latest = now.getTime() + lastsDays[kind] * 24 * hourMs + toleranceMs;
  return expiresAtMs > now.getTime() && expiresAtMs <= latest;
}

async function add(
  context: Context<GroupStore & GroupQrStore>,
  input: Extract<Input, { action: 'add' }>,
): Promise<Answer> {
  const { ports } = context;
  const { groupId, fileId, quota, expiresAtMs } = input;
  const now = ports.clock.now();
  // Before the picture is loaded: no kind lives longer than this one.
  if (!canExpireAt(expiresAtMs, 'wecom', now)) return refuse('QrExpiryInvalid');
  const link = await readGroupLink(context, fileId);
  if (typeof link === 'string') return refuse(link);
  if (!canExpireAt(expiresAtMs, link.kind, now)) return refuse('QrExpiryInvalid');
  const qrId = groupQrIdOf(ports.hash, link.address);
  const qr = createGroupQr({ _id: qrId, groupId, fileId, quota, expiresAt: new Date(expiresAtMs) }, now);
  if (await ports.store.addGroupQr(qr)) return announced(ports, groupId, qrId);
  const known = await ports.store.groupQr(qrId);
  if (known?.groupId !== groupId) return refuse('QrOfOtherGroup');
  return currentQrState(known, now) === 'Live' ? announced(ports, groupId, qrId) : refuse('QrEnded');
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

async function retire(
  { ports }: Context<GroupStore & GroupQrStore>,
  input: Extract<Input, { action: 'retire' }>,
): Promise<Answer> {
  const { groupId, qrId } = input;
  const found = await ports.store.groupWithQrs(groupId);
  const qr = found?.qrs.find((each) => each._id === qrId);
  if (!qr) return refuse('QrNotFound');
  const retired = retireGroupQr(qr, ports.clock.now());
  if (retired.kind === 'moved' && !(await ports.store.saveGroupQr(qr, retired.next))) return refuse('Busy');
  return announced(ports, groupId, qrId);
}

async function announced(ports: Ports<GroupStore>, groupId: string, qrId: string): Promise<Answer> {
  const until = await announceGroupQrs(ports, groupId);
  return answer({ qrId, qrExpiresAtMs: until?.getTime() ?? null });
}
