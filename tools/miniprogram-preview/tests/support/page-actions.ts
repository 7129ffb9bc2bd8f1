import type { Page } from 'playwright-core';
import { eventually } from './eventually';

/** Reads the visible node with an id, which may carry a component's prefix. */
export async function readText(page: Page, id: string): Promise<string> {
  const node = page.locator(`:is(#${id}, [id$="--${id}"]) >> visible=true`).first();
  return (await node.innerText()).trim();
}

/** Waits until the node with an id shows this text. */
export function expectText(page: Page, id: string, text: string): Promise<void> {
  return eventually(() => readText(page, id).catch(() => '')).toBe(text);
}

/** Clicks the button with this text. */
export function tapButton(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}
