import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import { qrLimits, type saveGroupQr as contract } from '../../contracts/saveGroupQr';
import { retireGroupQr, createGroupQr } from '../../domain/groupQr';
import { groupQrIdOf } from '../../domain/ids';
import { hourMs } from '../../domain/time';
import { announceGroupQrs } from '../_shared/workflows/groupQrs';
import { hasUploaded } from '../_shared/workflows/uploadedFile';
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

async function add(
  context: Context<GroupStore & GroupQrStore>,
  input: Extract<Input, { action: 'add' }>,
): Promise<Answer> {
  const { ports } = context;
  const { groupId, fileId, quota } = input;
  const now = ports.clock.now();
  const latest = now.getTime() + qrLimits.lastsDays * 24 * hourMs + toleranceMs;
  if (input.expiresAtMs <= now.getTime() || input.expiresAtMs > latest) return refuse('QrExpiryInvalid');
  if (!(await hasUploaded(context, 'groupQrs', fileId))) return refuse('FileNotFound');
  const qrId = groupQrIdOf(ports.hash, groupId, fileId);
  await ports.store.addGroupQr(
    createGroupQr({ _id: qrId, groupId, fileId, quota, expiresAt: new Date(input.expiresAtMs) }, now),
  );
  return announced(ports, groupId, qrId);
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
