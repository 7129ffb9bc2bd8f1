import { describe, expect, it } from 'vitest';
import { TestDatabase } from '../testing/test-database';

/** A Saturday evening in London, and Sunday morning in Shanghai. */
const at = new Date('2026-01-31T20:05:06.007Z');
const shanghai = 'Asia/Shanghai';

const testDatabase = new TestDatabase();
testDatabase.insert('things', { _id: 1, at, text: 'a群b群', when: '2026-01-31', nothing: null });

const evaluate = (expression: unknown): unknown =>
  testDatabase.aggregate('things', { $project: { x: expression } })[0]?.['x'];
const formatDate = (format: string, timezone?: string): unknown =>
  evaluate({ $dateToString: { date: '$at', format, ...(timezone === undefined ? {} : { timezone }) } });

describe('parts of a date', () => {
  it.each([
    ['$year', 2026, 2026],
    ['$month', 1, 2],
    ['$dayOfMonth', 31, 1],
    ['$hour', 20, 4],
    ['$minute', 5, 5],
    ['$second', 6, 6],
    ['$millisecond', 7, 7],
    ['$dayOfYear', 31, 32],
    ['$dayOfWeek', 7, 1],
    ['$isoDayOfWeek', 6, 7],
    ['$week', 4, 5],
    ['$isoWeek', 5, 5],
    ['$isoWeekYear', 2026, 2026],
  ])('%s of the test date is %i in UTC and %i in Shanghai', (operator, utc, there) => {
    expect(evaluate({ [operator]: '$at' })).toBe(utc);
    expect(evaluate({ [operator]: ['$at'] })).toBe(utc);
    for (const timezone of [shanghai, '+08:00', '+0800', '+08']) {
      expect(evaluate({ [operator]: { date: '$at', timezone } })).toBe(there);
    }
  });

  it.each([
    ['2027-01-01', 53, 2026, 0],
    ['2024-12-30', 1, 2025, 52],
    ['2026-12-31', 53, 2026, 52],
    ['2023-01-01', 52, 2022, 1],
  ])('The week of %s belongs to the year of its Thursday', (day, isoWeek, isoWeekYear, week) => {
    const date = new Date(`${day}T12:00:00Z`);
    expect([{ $isoWeek: date }, { $isoWeekYear: date }, { $week: date }].map(evaluate)).toEqual([
      isoWeek,
      isoWeekYear,
      week,
    ]);
  });

  it('$hour follows daylight saving time', () => {
    const hourIn = (date: Date): unknown => evaluate({ $hour: { date, timezone: 'America/New_York' } });
    expect([hourIn(new Date('2026-01-01T12:00:00Z')), hourIn(new Date('2026-07-01T12:00:00Z'))]).toEqual([7, 8]);
  });

  it('Date parts of null and missing dates are null', () => {
    expect([{ $year: '$nowhere' }, { $hour: { date: '$nothing', timezone: shanghai } }].map(evaluate)).toEqual([
      null,
      null,
    ]);
  });

  it('$dateToParts returns all parts of a date', () => {
    const clock = { minute: 5, second: 6, millisecond: 7 };
    const spec = { date: '$at', timezone: shanghai };
    expect(evaluate({ $dateToParts: spec })).toEqual({ year: 2026, month: 2, day: 1, hour: 4, ...clock });
    const iso = { isoWeekYear: 2026, isoWeek: 5, isoDayOfWeek: 7, hour: 4, ...clock };
    expect(evaluate({ $dateToParts: { ...spec, iso8601: true } })).toEqual(iso);
  });
});

describe('$dateToString', () => {
  it.each([
    ['%Y-%m-%d', '2026-01-31', '2026-02-01'],
    ['%H:%M:%S.%L', '20:05:06.007', '04:05:06.007'],
    ['%j %w %u %U %V %G', '031 7 6 04 05 2026', '032 1 7 05 05 2026'],
    ['%z %Z', '+0000 +0', '+0800 +480'],
    ['100%% %d日', '100% 31日', '100% 01日'],
  ])('$dateToString formats %s in UTC and in Shanghai', (format, utc, there) => {
    expect([formatDate(format), formatDate(format, shanghai)]).toEqual([utc, there]);
  });

  it('$dateToString has a default format and an onNull value', () => {
    expect(evaluate({ $dateToString: { date: '$at' } })).toBe('2026-01-31T20:05:06.007Z');
    expect(evaluate({ $dateToString: { date: '$at', timezone: shanghai } })).toBe('2026-02-01T04:05:06.007');
    expect(evaluate({ $dateToString: { date: '$nowhere' } })).toBeNull();
    expect(evaluate({ $dateToString: { date: '$nothing', onNull: 'never' } })).toBe('never');
  });

  it.each([
    ['a string', { $dateToString: { date: '$when', format: '%Y' } }, /can't convert from BSON type string to Date/],
    ['a number', { $year: 5 }, /can't convert from BSON type/],
    ['an unknown timezone', { $hour: { date: '$at', timezone: 'Asia/Nowhere' } }, /unrecognized time zone/],
    ['an unknown format character', { $dateToString: { date: '$at', format: '%Q' } }, /Invalid format character '%Q'/],
    ['no date', { $dateToString: { format: '%Y' } }, /Missing 'date' parameter/],
  ])('A date expression with %s is refused', (_, expression, message) => {
    expect(() => evaluate(expression)).toThrow(message);
  });
});

describe('string positions', () => {
  it.each([
    [{ $indexOfCP: ['$text', '群'] }, 1],
    [{ $indexOfCP: ['$text', '群', 2] }, 3],
    [{ $indexOfCP: ['$text', '群', 2, 3] }, -1],
    [{ $indexOfBytes: ['$text', 'b'] }, 4],
    [{ $indexOfBytes: ['$text', 'z'] }, -1],
    [{ $indexOfCP: ['$nowhere', 'z'] }, null],
    [{ $strLenBytes: '$text' }, 8],
    [{ $strLenCP: '$text' }, 4],
  ])('The expression %j gives %j', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });

  it('$indexOfCP accepts strings only', () => {
    expect(() => evaluate({ $indexOfCP: [5, 'a'] })).toThrow(/requires a string as the first argument/);
  });
});

it.each(['$function', '$accumulator', '$dateTrunc', '$sortArray', '$topN', '$setField'])(
  '%s is refused, because it runs code or is newer than the service',
  (operator) => {
    expect(() => evaluate({ [operator]: '$at' })).toThrow(`Unrecognized expression '${operator}'`);
  },
);
