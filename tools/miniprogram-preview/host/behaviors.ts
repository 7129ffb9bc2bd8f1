import type { behavior as adapterBehavior } from 'glass-easel-miniprogram-adapter';
import { codeSpace } from './engine';

type Behavior = adapterBehavior.GeneralBehavior;

const platformBehaviors = new Map<string, Behavior>();

/** Returns a platform behavior, which components name by its URL (`wx://form-field`). */
export function getPlatformBehavior(address: string): Behavior {
  const known = platformBehaviors.get(address);
  if (known !== undefined) return known;
  const properties =
    address.startsWith('wx://form-field') && !address.endsWith('button') ? { name: String, value: null } : {};
  const behavior = codeSpace.behavior().definition({ properties }).register() as unknown as Behavior;
  platformBehaviors.set(address, behavior);
  return behavior;
}
