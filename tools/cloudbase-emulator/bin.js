#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// The package runs from its TypeScript sources; there is no build to forget.
register();
await import('./cli.ts');
