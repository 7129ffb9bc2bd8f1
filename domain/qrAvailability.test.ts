import { describe, expect, it } from 'vitest';
import { recordAvailability, withoutQrMs } from './qrAvailability';

const hourMs = 3_600_000;
const at = (hour: number): Date => new Date(Date.parse('2026-11-22T10:00:00Z') + hour * hourMs);
const period = (from: number, until: number) => ({ from: at(from), until: at(until) });

describe('recordAvailability', () => {
  it('A first QR begins a period that lasts until its end', () => {
    expect(recordAvailability([], at(168), at(0))).toEqual([period(0, 168)]);
  });

  it('A QR that lasts longer or shorter changes the end of the open period', () => {
    expect(recordAvailability([period(0, 168)], at(200), at(5))).toEqual([period(0, 200)]);
    expect(recordAvailability([period(0, 168)], at(90), at(5))).toEqual([period(0, 90)]);
  });

  it('The end of the last QR ends the open period now', () => {
    expect(recordAvailability([period(0, 168)], null, at(5))).toEqual([period(0, 5)]);
  });

  it('A period that is over stays as it was', () => {
    expect(recordAvailability([period(0, 5)], null, at(9))).toEqual([period(0, 5)]);
    expect(recordAvailability([period(0, 5)], at(30), at(9))).toEqual([period(0, 5), period(9, 30)]);
    expect(recordAvailability([], null, at(9))).toEqual([]);
  });

  it('A group remembers its last 50 periods', () => {
    const many = Array.from({ length: 50 }, (_, index) => period(index * 2, index * 2 + 1));
    const after = recordAvailability(many, at(300), at(200));
    expect(after).toHaveLength(50);
    expect(after[0]).toEqual(period(2, 3));
    expect(after[49]).toEqual(period(200, 300));
  });
});

describe('withoutQrMs', () => {
  it.each([
    ['without any QR', [], 30],
    ['while a QR is there all the time', [period(-5, 168)], 0],
    ['before a QR comes', [period(10, 168)], 10],
    ['after a QR went', [period(-5, 6)], 24],
    ['around a QR that went and came back', [period(-5, 6), period(20, 168)], 14],
    ['with a period that ended before', [period(-50, -9)], 30],
    ['with a QR of less than an hour', [period(3, 3.99)], 30],
    ['with a QR of an hour', [period(3, 4)], 29],
    ['with a QR that is there since less than an hour', [period(29.5, 168)], 30],
    ['with a QR that is there since an hour', [period(29, 168)], 29],
  ])('Time %s counts from the admission on', (_when, periods, hours) => {
    expect(withoutQrMs(periods, at(0), at(30)) / hourMs).toBeCloseTo(hours, 6);
  });

  it('A QR that is put in for a minute again and again stops no clock', () => {
    const flashes = Array.from({ length: 24 }, (_, hour) => period(hour, hour + 1 / 60));
    expect(withoutQrMs(flashes, at(0), at(24))).toBe(24 * hourMs);
  });
});
