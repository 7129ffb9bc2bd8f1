import { JSDOM } from 'jsdom';
import { expect, it } from 'vitest';
import { avatarOf } from './avatar';
import { coverOf, sceneNames } from './cover';
import { listings } from './groups';
import { everybody } from './people';

const { DOMParser } = new JSDOM().window;

/** The drawing's root. @throws when it is no well-formed SVG */
function parsed(svg: string): Element {
  const { documentElement: root } = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(root.querySelector('parsererror')?.textContent).toBeUndefined();
  expect(root.namespaceURI).toBe('http://www.w3.org/2000/svg');
  return root;
}

it.each(sceneNames)('the scene %s is a drawing without text, styles or broken numbers', (scene) => {
  for (const id of ['g-one', 'g-two', 'g-three']) {
    const svg = coverOf(id, scene);
    const root = parsed(svg);
    expect(root.getAttribute('viewBox')).toBe('0 0 750 420');
    expect(root.querySelectorAll('text, image, script, style, [style]')).toHaveLength(0);
    expect(root.querySelectorAll('circle, ellipse, rect, path').length).toBeGreaterThan(12);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
});

it('a group’s cover is always the same, and no other group’s', () => {
  const covers = listings.map(({ id, cover }) => coverOf(id, cover));
  expect(listings.map(({ id, cover }) => coverOf(id, cover))).toEqual(covers);
  expect(new Set(covers).size).toBe(listings.length);
});

it('portraits are drawings, always the same for a name, and not all alike', () => {
  const portraits = everybody.map(({ name, looks }) => avatarOf(name, looks));
  for (const portrait of portraits) {
    expect(parsed(portrait).getAttribute('viewBox')).toBe('0 0 160 160');
    expect(portrait).not.toMatch(/NaN|undefined| style=/);
  }
  expect(everybody.map(({ name, looks }) => avatarOf(name, looks))).toEqual(portraits);
  expect(new Set(portraits).size).toBe(everybody.length);
});
