/**
 * The person who uses the phone and the panel's settings. They live in the URL and localStorage, so a reload keeps its
 * place.
 */
interface Session {
  person: string;
  people: string[];
  /** True when there is an emulator. */
  emulator: boolean;
  platform: 'ios' | 'android';
  dark: boolean;
  offline: boolean;
  verbose: boolean;
  /** Name of the group whose card opened the mini-program. */
  group: string | undefined;
}

interface Config {
  name: string;
  people: string[];
  emulator: boolean;
}

const settingsKey = 'miniprogram-preview-settings';
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
  // Android is the default: the restrictions of iPhones (virtual goods, buying) are the exception, tried through the
  // panel's switch.
  platform: stored.platform ?? 'android',
  dark: stored.dark ?? false,
  offline: stored.offline ?? false,
  verbose: pageUrl.searchParams.has('verbose'),
  group: pageUrl.searchParams.get('group') ?? undefined,
};

/** The page that the URL requests, as a mini-program URL (`/pages/x/x?id=1`). */
export const requestedPage: string | undefined = pageUrl.searchParams.get('page') ?? undefined;

/** Storage belongs to one person and one mini-program. */
export const storagePrefix = `wx:${config.name}:${session.person}:`;

/** Changes a setting that survives a reload. */
export function saveSetting(setting: Partial<Pick<Session, 'platform' | 'dark' | 'offline'>>): void {
  Object.assign(session, setting);
  const { platform, dark, offline } = session;
  localStorage.setItem(settingsKey, JSON.stringify({ platform, dark, offline }));
}

/** Returns the URL that opens `page` as `person`. */
export function buildPreviewUrl(person: string, page: string | undefined, group?: string): string {
  const search = new URLSearchParams({ as: person });
  if (page !== undefined) search.set('page', page);
  if (group !== undefined) search.set('group', group);
  if (session.verbose) search.set('verbose', '');
  return `${location.pathname}?${search.toString()}`;
}

/** Keeps the browser's URL in step with the visible page. */
export function updateAddress(page: string): void {
  history.replaceState(null, '', buildPreviewUrl(session.person, page, session.group));
}
