#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// The package runs from its TypeScript sources. The tsconfig.json of the current folder belongs to another project.
register({ tsconfig: false });
await import('./cli.ts');
