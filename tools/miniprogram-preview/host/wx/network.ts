import { drawStatusBar } from '../phone';
import { keepSetting, session } from '../session';
import { asyncApi } from './async-api';

type Listener = (status: { isConnected: boolean; networkType: string }) => void;
const listeners = new Set<Listener>();

const networkType = (): string => (session.offline ? 'none' : 'wifi');

/** Takes the phone off the network, or back on, and tells whoever listens. */
export function setOffline(offline: boolean): void {
  keepSetting({ offline });
  drawStatusBar();
  for (const listener of listeners) listener({ isConnected: !offline, networkType: networkType() });
}

export const network = {
  getNetworkType: asyncApi('getNetworkType', () => ({ networkType: networkType(), signalStrength: 0 })),
  onNetworkStatusChange: (listener: Listener): void => void listeners.add(listener),
  offNetworkStatusChange: (listener?: Listener): void => {
    if (listener === undefined) listeners.clear();
    else listeners.delete(listener);
  },
};
