import type { ParsedInputOf } from '../../contracts/contract';
import { codeLimits, type saveCode as contract } from '../../contracts/saveCode';
import { codeRetired, newCode } from '../../domain/code';
import { codeIdOf } from '../../domain/ids';
import { hourMs } from '../../domain/todo';
import { announceCodes } from '../_shared/codes';
import { withinLimit } from '../_shared/limited';
import { answer, refuse, type Context, type Operation } from '../_shared/operation';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;
type Input = ParsedInputOf<typeof contract>;

/** Clocks differ a little, and so may what WeChat prints under the code. */
const toleranceMs = hourMs;

export const saveCode: Operation<typeof contract> = async (context, input) => {
  const group = await context.ports.store.group(input.groupId);
  if (!group?.managers.includes(context.caller.openid)) return refuse('GroupNotFound');
  if (input.action === 'retire') return retire(context, input);
  return (await withinLimit(context, 'saveCode')) ? add(context, input) : refuse('TooManyTries');
};

async function add({ ports }: Context, input: Extract<Input, { action: 'add' }>): Promise<Answer> {
  const { groupId, fileId, quota } = input;
  const now = ports.clock.now();
  const latest = now.getTime() + codeLimits.lastsDays * 24 * hourMs + toleranceMs;
  if (input.expiresAtMs <= now.getTime() || input.expiresAtMs > latest) return refuse('CodeTimeWrong');
  const [url] = await ports.files.temporaryUrls([fileId]);
  if (!url) return refuse('CodeUnreadable');
  const codeId = codeIdOf(ports.hash, groupId, fileId);
  await ports.store.addCode(
    newCode({ _id: codeId, groupId, fileId, quota, expiresAt: new Date(input.expiresAtMs) }, now),
  );
  return announced(ports, groupId, codeId);
}

async function retire({ ports }: Context, input: Extract<Input, { action: 'retire' }>): Promise<Answer> {
  const { groupId, codeId } = input;
  const found = await ports.store.groupWithCodes(groupId);
  const code = found?.codes.find((each) => each._id === codeId);
  if (!code) return refuse('CodeNotFound');
  const after = codeRetired(code, ports.clock.now());
  if (after && !(await ports.store.saveCode(code, after))) return refuse('Busy');
  return announced(ports, groupId, codeId);
}

async function announced(ports: Context['ports'], groupId: string, codeId: string): Promise<Answer> {
  const until = await announceCodes(ports, groupId);
  return answer({ codeId, codeExpiresAtMs: until?.getTime() ?? null });
}
