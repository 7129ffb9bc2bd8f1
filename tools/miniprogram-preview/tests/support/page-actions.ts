import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What the visible node with an id shows, also when a component's prefix stands before the id. */
export async function reads(page: Page, id: string): Promise<string> {
  const node = page.locator(`:is(#${id}, [id$="--${id}"]) >> visible=true`).first();
  return (await node.innerText()).trim();
}

/** Waits until the node with an id shows this text. */
export function becomes(page: Page, id: string, text: string): Promise<void> {
  return expect.poll(() => reads(page, id).catch(() => '')).toBe(text);
}

/** Clicks the button with this text. */
export function tap(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}
