import { resolveFileUrl } from '../manifest';
import { fetchCloudFileUrl } from '../wx/cloud-files';
import { openSheet } from './sheet';

/** Shows pictures full screen, one at a time. A tap closes them. */
export async function showGallery(urls: readonly string[], current?: string): Promise<void> {
  const addresses = await Promise.all(
    urls.map((url) => (url.startsWith('cloud://') ? fetchCloudFileUrl(url) : Promise.resolve(resolveFileUrl(url)))),
  );
  const sheet = openSheet('wx-gallery', '');
  const images = addresses.map((src) => Object.assign(new Image(), { src, alt: '' }));
  sheet.element.append(...images);
  sheet.element.addEventListener('click', () => sheet.close());
  images[Math.max(0, urls.indexOf(current ?? ''))]?.scrollIntoView({ block: 'nearest', inline: 'center' });
}
