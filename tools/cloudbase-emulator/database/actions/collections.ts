import { Refusal, invalidParameter } from '../refusal';
import type { ActionResult, ActionRequest } from './request';

/** `database.addCollection`. Refuses a name that is already taken. */
export function addCollection(request: ActionRequest): ActionResult {
  const { catalog } = request.context;
  const name = request.collectionName;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}$/.test(name)) throw invalidParameter(`invalid collection name: ${name}`);
  if (catalog.find(name) !== undefined) {
    throw new Refusal('DATABASE_COLLECTION_ALREADY_EXIST', `[ResourceInUse] collection already exists: ${name}`);
  }
  catalog.add(name);
  request.meter.recordCollection(name);
  return {};
}
