import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { countCharacters as countOnServer } from '../../domain/text';
import { ok, values } from './answers';
import { openBuild } from './built';
import { Phone } from './phone';

interface Formatting {
  initialOf(name: string, fallback: string): string;
}

const built = openBuild();
let formatting: Formatting;
let countCharacters: (typed: string) => number;
beforeAll(() => {
  formatting = built.load<Formatting>('services/format.js');
  ({ countCharacters } = built.load<{ countCharacters: (typed: string) => number }>('services/characters.js'));
});

const family = '👨‍👩‍👧‍👦';

describe('the length of what is typed', () => {
  it.each([
    '',
    '读书会',
    '𠮷野家',
    family,
    '👍🏽👍',
    '🇨🇳🇫🇷',
    '1️⃣2️⃣',
    '❤️‍🔥☎️',
    'Cafe\u0301',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿读',
    '葛\u{E0100}城',
    '🇨读🇳',
    '읽다',
  ])('A form counts %j as the server does', (text) => {
    expect(countCharacters(text)).toBe(countOnServer(text));
    expect(countCharacters(`\u3000${text}  `)).toBe(countOnServer(text));
  });

  it('The group form takes a name of thirty families, and no more', () => {
    const drafts = built.load<{
      emptyDraft: object;
      nothingInUse: object;
      validateDraft(draft: object, inUse: object): Record<string, string>;
    }>('owner/edit/draft.js');
    const errorOf = (name: string): string | undefined =>
      drafts.validateDraft({ ...drafts.emptyDraft, name }, drafts.nothingInUse)['name'];
    expect(errorOf(family.repeat(30))).toBeUndefined();
    expect(errorOf(family.repeat(31))).toBe('最多 30 个字，现在多了 1 个。');
  });

  it('The first letter in place of a picture is a whole character', () => {
    expect(formatting.initialOf(`${family}一家`, '微')).toBe(family);
    expect(formatting.initialOf('\u3000', '微')).toBe('微');
  });
});

describe('the profile page', () => {
  let phone: Phone;
  beforeEach(() => {
    phone = new Phone(built);
    phone.answers.set('login', [ok(values.login)]);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('The profile page sends no nickname of more than 20 characters and says by how many it is too long', async () => {
    const page = await phone.open('pages/profile/profile');
    await phone.trigger(page, 'submit', { detail: { value: { nickname: `${family.repeat(20)}一二` } } });
    expect(page.data['error']).toBe('最多 20 个字，现在多了 2 个。');
    expect(phone.callsOf('saveProfile')).toBe(0);
  });

  it('The profile page says what is wrong with a name that claims to be official', async () => {
    phone.answers.set('saveProfile', [{ ok: false, code: 'OfficialName', message: '' }]);
    const page = await phone.open('pages/profile/profile');
    await phone.trigger(page, 'submit', { detail: { value: { nickname: '官方客服' } } });
    expect(page.data['error']).toBe('这个名字不能用');
    expect(phone.dialogs.at(-1)).toMatchObject({ title: '这个名字不能用', confirmLabel: '去修改' });
  });
});
