/** Who uses the phone, and what the panel has set. All of it is in the address or in localStorage, so that a reload keeps the place. */
interface Session {
  person: string;
  people: string[];
  /** Whether there is an emulator to ask. */
  emulator: boolean;
  platform: 'ios' | 'android';
  dark: boolean;
  offline: boolean;
  verbose: boolean;
  /** Name of the group whose card the mini-program was opened from. */
  group: string | undefined;
}

interface Config {
  name: string;
  people: string[];
  emulator: boolean;
}

const settingsKey = 'qp-preview-settings';
const pageUrl = new URL(location.href);
const config = (window as unknown as { __previewConfig?: Config }).__previewConfig ?? {
  name: 'mini',
  people: [],
  emulator: false,
};
const stored = JSON.parse(localStorage.getItem(settingsKey) ?? '{}') as Partial<
  Pick<Session, 'platform' | 'dark' | 'offline'>
>;

export const session: Session = {
  person: pageUrl.searchParams.get('as') ?? config.people[0] ?? 'alice',
  people: config.people,
  emulator: config.emulator,
  // Android first: what an iPhone must not show (prices of virtual goods, buying) is the exception to look at, by the panel's switch.
  platform: stored.platform ?? 'android',
  dark: stored.dark ?? false,
  offline: stored.offline ?? false,
  verbose: pageUrl.searchParams.has('verbose'),
  group: pageUrl.searchParams.get('group') ?? undefined,
};

/** The page the address asks for, as a mini-program's url (`/pages/x/x?id=1`), if it asks for one. */
export const requestedPage: string | undefined = pageUrl.searchParams.get('page') ?? undefined;

/** Keys of what a person stores belong to the person and the mini-program. */
export const storagePrefix = `wx:${config.name}:${session.person}:`;

/** Changes a setting that outlives a reload. */
export function saveSetting(setting: Partial<Pick<Session, 'platform' | 'dark' | 'offline'>>): void {
  Object.assign(session, setting);
  const { platform, dark, offline } = session;
  localStorage.setItem(settingsKey, JSON.stringify({ platform, dark, offline }));
}

/** The address that opens `page` as `person`. */
export function buildPreviewUrl(person: string, page: string | undefined, group?: string): string {
  const search = new URLSearchParams({ as: person });
  if (page !== undefined) search.set('page', page);
  if (group !== undefined) search.set('group', group);
  if (session.verbose) search.set('verbose', '');
  return `${location.pathname}?${search.toString()}`;
}

/** Lets the address follow the page that is shown. */
export function updateAddress(page: string): void {
  history.replaceState(null, '', buildPreviewUrl(session.person, page, session.group));
}
