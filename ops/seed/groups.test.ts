import * as v from 'valibot';
import { expect, it } from 'vitest';
import { GroupText } from '../../contracts/saveGroup';
import { saveProfile } from '../../contracts/saveProfile';
import { categories, GroupId } from '../../contracts/shapes';
import { isOfficialGroupName, isOfficialNickname } from '../../domain/names';
import { seedGroups } from './groups';
import { buildHistory } from './history';
import { buyers, owners, people } from './people';

const characters = (text: string): number => Array.from(text).length;
const unique = (values: readonly string[]): number => new Set(values).size;

it('Every group has its own id and name, every person their own name and nickname', () => {
  expect(unique(seedGroups.map(({ id }) => id))).toBe(seedGroups.length);
  expect(unique(seedGroups.map(({ name }) => name))).toBe(seedGroups.length);
  expect(unique(people.map(({ name }) => name))).toBe(people.length);
  // The owner finds an applicant by nickname.
  expect(unique(people.map(({ nickname }) => nickname))).toBe(people.length);
});

it('Every category and every owner has groups, and there are enough for several pages', () => {
  expect(seedGroups.length).toBeGreaterThanOrEqual(24);
  for (const category of categories) {
    expect(seedGroups.filter((group) => group.category === category).length, category).toBeGreaterThanOrEqual(2);
  }
  for (const owner of Object.keys(owners))
    expect(
      seedGroups.some((group) => group.owner === owner),
      owner,
    ).toBe(true);
  expect(seedGroups.filter(({ owner }) => owner === 'olivia')).toHaveLength(5);
  expect(buyers.length).toBeGreaterThanOrEqual(20);
});

it.each(seedGroups)('The texts of $id fit on a page', (group) => {
  expect(v.is(GroupId, group.id)).toBe(true);
  expect(characters(group.name)).toBeLessThanOrEqual(30);
  expect(characters(group.intro)).toBeGreaterThan(5);
  expect(characters(group.intro)).toBeLessThanOrEqual(40);
  const sentences = group.description.split(/[。！？]/).filter((sentence) => sentence !== '');
  expect(sentences.length).toBeGreaterThanOrEqual(2);
  expect(sentences.length).toBeLessThanOrEqual(4);
  expect(group.benefits.length).toBeGreaterThanOrEqual(3);
  expect(group.benefits.length).toBeLessThanOrEqual(5);
});

it.each(seedGroups)('The terms of $id are terms that can be sold', ({ priceFen, admission, reviewHours, capacity }) => {
  expect(Number.isInteger(priceFen)).toBe(true);
  expect(priceFen).toBeGreaterThanOrEqual(100);
  expect(priceFen).toBeLessThanOrEqual(19900);
  expect(reviewHours > 0).toBe(admission !== 'instant');
  expect(capacity === null || (capacity > 0 && capacity <= 500)).toBe(true);
});

it('No group promises what scams promise', () => {
  const copy = seedGroups.map(({ name, intro, description, benefits }) =>
    [name, intro, description, ...benefits].join(),
  );
  expect(copy.join()).not.toMatch(/躺赚|稳赚|保证(收益|通过|录用)|日入|月入|暴富|内幕|包过|治愈|疗效|返佣|拉人头赚/);
});

it('The two newest groups are Olivia’s: one admits instantly, one reviews after payment', () => {
  const [first, second] = [...seedGroups].sort((a, b) => a.listedDaysAgo - b.listedDaysAgo);
  expect(first).toMatchObject({ owner: 'olivia', admission: 'instant', priceFen: 990, capacity: 200 });
  expect(second).toMatchObject({ owner: 'olivia', admission: 'payThenReview' });
});

it('No action in a group is older than the group, and the history is in order', () => {
  const moments = buildHistory();
  for (const { hoursAgo, actions } of moments) {
    for (const { groupId } of actions) {
      const group = seedGroups.find(({ id }) => id === groupId);
      expect(hoursAgo, groupId).toBeLessThan((group?.listedDaysAgo ?? 0) * 24);
    }
  }
  expect(moments.map(({ hoursAgo }) => hoursAgo)).toEqual(
    moments.map(({ hoursAgo }) => hoursAgo).sort((a, b) => b - a),
  );
});

it.each(seedGroups)('The texts of $id are as saveGroup would store them', (group) => {
  const { name, intro, description, category } = group;
  const text = { name, intro, description, benefits: [...group.benefits], ownerIntro: owners[group.owner].intro };
  const whole = { ...text, category, coverFileId: '' };
  expect(v.parse(GroupText, whole)).toEqual(whole);
  expect(isOfficialGroupName(name)).toBe(false);
});

it.each(people)('The nickname of $name is as saveProfile would store it', ({ nickname }) => {
  expect(v.parse(saveProfile.input, { nickname })).toEqual({ nickname });
  expect(isOfficialNickname(nickname)).toBe(false);
});
