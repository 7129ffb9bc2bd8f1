import { avatarOf } from './avatar';
import { coverOf } from './cover';
import { paths, type FileIds } from './documents';
import { listings } from './groups';
import { owners, everybody } from './people';
import { qrPicture } from './qr';
import { knock, type SeedTarget } from './target';

interface Drawn {
  readonly path: string;
  readonly as: string;
  readonly content: Buffer;
}

function drawings(): Drawn[] {
  return [
    ...everybody.map(({ name, looks }) => ({
      path: paths.avatar(name),
      as: name,
      content: Buffer.from(avatarOf(name, looks)),
    })),
    ...listings.flatMap(({ id, cover, owner }) => [
      { path: paths.cover(id), as: owners[owner].name, content: Buffer.from(coverOf(id, cover)) },
      { path: paths.code(id), as: owners[owner].name, content: qrPicture(id) },
    ]),
  ];
}

/** Draws everything there is to see and puts it into storage, each by the person whose it is. */
export async function uploadDrawings(target: SeedTarget): Promise<FileIds> {
  const uploaded = await Promise.all(
    drawings().map(async ({ path, as, content }) => {
      const query = new URLSearchParams({ path, as });
      const { fileID } = await knock<{ fileID: string }>(target, 'POST', `storage/upload?${query.toString()}`, content);
      return [path, fileID] as const;
    }),
  );
  return new Map(uploaded);
}
