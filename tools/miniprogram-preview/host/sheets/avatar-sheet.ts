import { showActionSheet } from './action-sheet';
import { createTemporaryFile, pickFiles } from '../wx/files';
import { session } from '../session';

/** Offers an avatar like WeChat: the person's own or a picture. Resolves to the URL of a temporary file. */
export async function chooseAvatar(): Promise<string | undefined> {
  const choice = await showActionSheet(['用微信头像', '从相册选择']);
  if (choice === 0) return drawAvatar(session.person);
  if (choice === 1) return (await pickFiles('image/*', false))[0]?.path;
  return undefined;
}

const colors = ['#576b95', '#07c160', '#fa9d3b', '#10aeff', '#c87d2f', '#8b5cf6'];

/** Draws the person's initial on a colour derived from the name. */
async function drawAvatar(person: string): Promise<string> {
  const canvas = Object.assign(document.createElement('canvas'), { width: 132, height: 132 });
  const context = canvas.getContext('2d');
  const sum = Array.from(person, (letter) => letter.codePointAt(0) ?? 0).reduce((total, code) => total + code, 0);
  if (context !== null) {
    context.fillStyle = colors[sum % colors.length] ?? '#576b95';
    context.fillRect(0, 0, 132, 132);
    context.fillStyle = '#fff';
    context.font = '600 64px sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(person.slice(0, 1).toUpperCase(), 66, 70);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob === null ? '' : createTemporaryFile(blob, 'png');
}
