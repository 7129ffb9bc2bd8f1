import { door } from '../control-api';
import { requestedPage, session } from '../session';
import { delivered } from '../manifest';
import { asyncApi, Refusal } from './async-api';

/** 1001: from the list of recent mini-programs; 1044: from a card in a group (with a shareTicket). */
const scenes = { recent: 1001, groupCard: 1044 };

export interface LaunchOptions {
  path: string;
  query: Record<string, string>;
  scene: number;
  shareTicket: string | undefined;
  referrerInfo: Record<string, unknown>;
  apiCategory: string;
}

/** The page the app starts on: what the address asks for, else the first. */
export function entryUrl(): string {
  return requestedPage ?? `/${delivered.manifest.app.entryPagePath ?? delivered.manifest.pages[0] ?? ''}`;
}

export function launchOptions(): LaunchOptions {
  const [path = '', search = ''] = entryUrl().split('?');
  return {
    path: path.replace(/^\//, ''),
    query: Object.fromEntries(new URLSearchParams(search)),
    scene: session.group === undefined ? scenes.recent : scenes.groupCard,
    shareTicket: session.group,
    referrerInfo: {},
    apiCategory: 'default',
  };
}

async function groupEnterInfo(): Promise<object> {
  if (session.group === undefined) throw new Refusal('not from group', { errCode: 40097, errno: 40097 });
  const { cloudID } = await door<{ cloudID: string }>('cloudID', { as: session.person, group: session.group });
  return { cloudID, encryptedData: '', iv: '' };
}

/** How the mini-program was opened. */
export const launch = {
  getLaunchOptionsSync: launchOptions,
  getEnterOptionsSync: launchOptions,
  getGroupEnterInfo: asyncApi('getGroupEnterInfo', groupEnterInfo),
  getShareInfo: asyncApi('getShareInfo', groupEnterInfo),
};
