#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// The package runs from its TypeScript sources, without a build. The tsconfig.json of the folder it runs in must not affect them.
register({ tsconfig: false });
await import('./cli.ts');
