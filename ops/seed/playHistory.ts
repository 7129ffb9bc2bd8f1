import { act, beginWithoutPaying, returnsOne } from './seedActions';
import { history, type SeedAction } from './history';
import { requestControl, type SeedTarget } from './target';

const hourMs = 3_600_000;
/** Enough to hide what each waits for; more would only start more processes of every function. */
const atOnce = 2;
/** More than a refund takes to arrive in the emulator's WeChat Pay. */
const settlingMs = 2000;

/**
 * Acts the last nine days: the clock is set back, and goes forward from moment to moment to where it would be by now. @throws when
 * anything is refused; the clock is put right in any case
 */
export async function actHistory(target: SeedTarget): Promise<void> {
  const { nowMs } = await requestControl<{ nowMs: number }>(target, 'GET', 'clock');
  const began = performance.now();
  const realNowMs = (): number => Math.round(nowMs + performance.now() - began);
  try {
    for (const { hoursAgo, actions } of history()) {
      await goTo(target, Math.round(nowMs - hoursAgo * hourMs));
      await sweep(target);
      await allAct(target, actions);
      await settleDown(target);
    }
  } finally {
    await goTo(target, realNowMs());
  }
  await returnsOne(target);
  await sweep(target);
  await settleDown(target, 0);
  await beginWithoutPaying(target);
}

const goTo = (target: SeedTarget, setMs: number): Promise<unknown> =>
  requestControl(target, 'POST', 'clock', { setMs });

/** The clock moves on a little, which brings refunds to their end, and what is told of that and of payments is heard. */
async function settleDown(target: SeedTarget, advanceMs = settlingMs): Promise<void> {
  await requestControl(target, 'POST', 'clock', { advanceMs });
  await requestControl(target, 'POST', 'idle', {});
}

const sweep = (target: SeedTarget): Promise<unknown> => requestControl(target, 'POST', 'timers/sweep/run');

async function allAct(target: SeedTarget, actions: readonly SeedAction[]): Promise<void> {
  const waiting = [...actions];
  const one = async (): Promise<void> => {
    for (let action = waiting.shift(); action; action = waiting.shift()) await act(target, action);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
