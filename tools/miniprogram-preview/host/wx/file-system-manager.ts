import { asyncApi, Refusal } from './async-api';
import { operations } from './file-system';
import { FileRefusal } from './user-files';

/** `wx.getFileSystemManager()`: every operation in both forms. */
export const fileSystemManager: Record<string, unknown> = Object.fromEntries<unknown>(
  Object.entries(operations).flatMap(([name, { takes, run }]) => {
    const attempt = (options: object): object => run(options as Parameters<typeof run>[0]);
    const later = asyncApi<object>(name, async (options) => {
      try {
        return attempt(options);
      } catch (error) {
        throw error instanceof FileRefusal ? new Refusal(error.message, { errno: 1_300_002 }) : error;
      }
    });
    const atOnce = (...values: unknown[]): unknown => {
      try {
        return Object.values(attempt(Object.fromEntries(takes.map((key, index) => [key, values[index]]))))[0];
      } catch (error) {
        throw new Error(`${name}Sync:fail ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    return [[name, later] as const, [`${name}Sync`, atOnce] as const];
  }),
);
