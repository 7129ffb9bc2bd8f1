import * as v from 'valibot';
import { expect, it } from 'vitest';
import { categories, GroupId } from '../../contracts/shapes';
import { listings } from './groups';
import { buyers, everybody, owners } from './people';
import { history } from './history';

const characters = (text: string): number => Array.from(text).length;
const unique = (values: readonly string[]): number => new Set(values).size;

it('every group and every person is one', () => {
  expect(unique(listings.map(({ id }) => id))).toBe(listings.length);
  expect(unique(listings.map(({ name }) => name))).toBe(listings.length);
  expect(unique(everybody.map(({ name }) => name))).toBe(everybody.length);
  // The owner finds an applicant by nickname.
  expect(unique(everybody.map(({ nickname }) => nickname))).toBe(everybody.length);
});

it('there is something in every category, by many owners, and enough to turn pages', () => {
  expect(listings.length).toBeGreaterThanOrEqual(24);
  for (const category of categories) {
    expect(listings.filter((listing) => listing.category === category).length, category).toBeGreaterThanOrEqual(2);
  }
  for (const owner of Object.keys(owners))
    expect(
      listings.some((listing) => listing.owner === owner),
      owner,
    ).toBe(true);
  expect(listings.filter(({ owner }) => owner === 'olivia')).toHaveLength(5);
  expect(buyers.length).toBeGreaterThanOrEqual(20);
});

it.each(listings)('$id says what a page has room for', (listing) => {
  expect(v.is(GroupId, listing.id)).toBe(true);
  expect(characters(listing.name)).toBeLessThanOrEqual(30);
  expect(characters(listing.intro)).toBeGreaterThan(5);
  expect(characters(listing.intro)).toBeLessThanOrEqual(40);
  const sentences = listing.description.split(/[。！？]/).filter((sentence) => sentence !== '');
  expect(sentences.length).toBeGreaterThanOrEqual(2);
  expect(sentences.length).toBeLessThanOrEqual(4);
  expect(listing.benefits.length).toBeGreaterThanOrEqual(3);
  expect(listing.benefits.length).toBeLessThanOrEqual(5);
});

it.each(listings)('$id can be sold as it is offered', ({ priceFen, admission, reviewHours, capacity }) => {
  expect(Number.isInteger(priceFen)).toBe(true);
  expect(priceFen).toBeGreaterThanOrEqual(100);
  expect(priceFen).toBeLessThanOrEqual(19900);
  expect(reviewHours > 0).toBe(admission !== 'instant');
  expect(capacity === null || (capacity > 0 && capacity <= 500)).toBe(true);
});

it('nothing promises what no decent group promises', () => {
  const copy = listings.map(({ name, intro, description, benefits }) => [name, intro, description, ...benefits].join());
  expect(copy.join()).not.toMatch(/躺赚|稳赚|保证(收益|通过|录用)|日入|月入|暴富|内幕|包过|治愈|疗效|返佣|拉人头赚/);
});

it('the two newest are Olivia’s: one lets in at once, one after her word', () => {
  const [first, second] = [...listings].sort((a, b) => a.listedDaysAgo - b.listedDaysAgo);
  expect(first).toMatchObject({ owner: 'olivia', admission: 'instant', priceFen: 990, capacity: 200 });
  expect(second).toMatchObject({ owner: 'olivia', admission: 'payThenReview' });
});

it('nobody did anything in a group before it was there', () => {
  const moments = history();
  for (const { hoursAgo, actions } of moments) {
    for (const { groupId } of actions) {
      const listing = listings.find(({ id }) => id === groupId);
      expect(hoursAgo, groupId).toBeLessThan((listing?.listedDaysAgo ?? 0) * 24);
    }
  }
  expect(moments.map(({ hoursAgo }) => hoursAgo)).toEqual(
    moments.map(({ hoursAgo }) => hoursAgo).sort((a, b) => b - a),
  );
});
