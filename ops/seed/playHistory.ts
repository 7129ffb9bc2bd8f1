import pMap from 'p-map';
import { hourMs } from '../../domain/time';
import { requestControl, type SeedEnvironment } from './environment';
import { buildHistory } from './history';
import { leaveOrderUnpaid, performAction, returnPendingGroup } from './seedActions';

/** Two at a time hide each other's waiting; more would only start more processes of every function. */
const concurrency = 2;
/** The emulator's WeChat Pay completes a refund in less. */
const refundCompletesMs = 2000;

/**
 * Plays the last nine days: sets the clock back and moves it forward from moment to moment to the present. @throws when an action is
 * refused; the clock is set right in any case
 */
export async function playHistory(environment: SeedEnvironment): Promise<void> {
  const { nowMs } = await requestControl<{ nowMs: number }>(environment, 'GET', 'clock');
  const startedAt = performance.now();
  try {
    for (const { hoursAgo, actions } of buildHistory()) {
      await setClock(environment, nowMs - hoursAgo * hourMs);
      await sweep(environment);
      await pMap(actions, (action) => performAction(environment, action), { concurrency });
      await advanceClock(environment, refundCompletesMs);
      await waitUntilIdle(environment);
    }
  } finally {
    await setClock(environment, nowMs + performance.now() - startedAt);
  }
  await returnPendingGroup(environment);
  await sweep(environment);
  await waitUntilIdle(environment);
  await leaveOrderUnpaid(environment);
}

const setClock = (environment: SeedEnvironment, timeMs: number): Promise<unknown> =>
  requestControl(environment, 'POST', 'clock', { setMs: Math.round(timeMs) });

const advanceClock = (environment: SeedEnvironment, advanceMs: number): Promise<unknown> =>
  requestControl(environment, 'POST', 'clock', { advanceMs });

const sweep = (environment: SeedEnvironment): Promise<unknown> =>
  requestControl(environment, 'POST', 'timers/sweep/run');

/** Waits for every notification of a payment or refund that is on its way. */
const waitUntilIdle = (environment: SeedEnvironment): Promise<unknown> => requestControl(environment, 'POST', 'idle');
