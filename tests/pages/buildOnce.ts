import type { TestProject } from 'vitest/node';
import { buildOwn, type BuildFolder } from './built';

declare module 'vitest' {
  interface ProvidedContext {
    /** The build that all files of this lane read. */
    miniprogram: BuildFolder;
  }
}

/** Set-up of the lane `unit:pages`: builds the mini-program once, for all test files. Vitest calls it and what it returns. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { load: _load, remove, ...folder } = await buildOwn();
  project.provide('miniprogram', folder);
  return remove;
}
