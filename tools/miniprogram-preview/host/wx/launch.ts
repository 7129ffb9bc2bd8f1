import { callControlApi } from '../control-api';
import { requestedPage, session } from '../session';
import { buildOutput } from '../manifest';
import { asyncApi, ApiFailure } from './async-api';

/** 1001: from the list of recent mini-programs; 1044: from a card in a group (with a shareTicket). */
const scenes = { recent: 1001, groupCard: 1044 };

interface LaunchOptions {
  path: string;
  query: Record<string, string>;
  scene: number;
  shareTicket: string | undefined;
  referrerInfo: Record<string, unknown>;
  apiCategory: string;
}

/** Returns the start page: the one that the URL requests, else the first. */
export function getEntryUrl(): string {
  return requestedPage ?? `/${buildOutput.manifest.app.entryPagePath ?? buildOutput.manifest.pages[0] ?? ''}`;
}

export function getLaunchOptions(): LaunchOptions {
  const [path = '', search = ''] = getEntryUrl().split('?');
  return {
    path: path.replace(/^\//, ''),
    query: Object.fromEntries(new URLSearchParams(search)),
    scene: session.group === undefined ? scenes.recent : scenes.groupCard,
    shareTicket: session.group,
    referrerInfo: {},
    apiCategory: 'default',
  };
}

async function getGroupEnterInfo(): Promise<object> {
  if (session.group === undefined) throw new ApiFailure('not from group', { errCode: 40097, errno: 40097 });
  const { cloudID } = await callControlApi<{ cloudID: string }>('cloudID', {
    as: session.person,
    group: session.group,
  });
  return { cloudID, encryptedData: '', iv: '' };
}

/** APIs about how the mini-program was opened. */
export const launch = {
  getLaunchOptionsSync: getLaunchOptions,
  getEnterOptionsSync: getLaunchOptions,
  getGroupEnterInfo: asyncApi('getGroupEnterInfo', getGroupEnterInfo),
  getShareInfo: asyncApi('getShareInfo', getGroupEnterInfo),
};
