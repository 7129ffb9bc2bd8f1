import { asyncApi, ApiFailure } from './async-api';
import { operations } from './file-system';
import { FileSystemError } from './user-files';

/** `wx.getFileSystemManager()`: every operation in both forms. */
export const fileSystemManager: Record<string, unknown> = Object.fromEntries<unknown>(
  Object.entries(operations).flatMap(([name, { syncArguments: takes, run }]) => {
    const runOperation = (options: object): object => run(options as Parameters<typeof run>[0]);
    const runAsync = asyncApi<object>(name, async (options) => {
      try {
        return runOperation(options);
      } catch (error) {
        throw error instanceof FileSystemError ? new ApiFailure(error.message, { errno: 1_300_002 }) : error;
      }
    });
    const runSync = (...values: unknown[]): unknown => {
      try {
        return Object.values(runOperation(Object.fromEntries(takes.map((key, index) => [key, values[index]]))))[0];
      } catch (error) {
        throw new Error(`${name}Sync:fail ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    return [[name, runAsync] as const, [`${name}Sync`, runSync] as const];
  }),
);
