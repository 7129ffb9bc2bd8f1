import { drawStatusBar } from '../phone';
import { saveSetting, session } from '../session';
import { asyncApi } from './async-api';

type Listener = (status: { isConnected: boolean; networkType: string }) => void;
const listeners = new Set<Listener>();

const getNetworkType = (): string => (session.offline ? 'none' : 'wifi');

/** Takes the phone offline or online and notifies listeners. */
export function setOffline(offline: boolean): void {
  saveSetting({ offline });
  drawStatusBar();
  for (const listener of listeners) listener({ isConnected: !offline, networkType: getNetworkType() });
}

export const network = {
  getNetworkType: asyncApi('getNetworkType', () => ({ networkType: getNetworkType(), signalStrength: 0 })),
  onNetworkStatusChange: (listener: Listener): void => void listeners.add(listener),
  offNetworkStatusChange: (listener?: Listener): void => {
    if (listener === undefined) listeners.clear();
    else listeners.delete(listener);
  },
};
