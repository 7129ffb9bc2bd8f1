import { resolveFileUrl } from '../manifest';
import { fetchCloudFileUrl } from '../wx/cloud-files';
import { openSheet } from './sheet';

/** Pictures over the whole phone, one at a time; a tap closes them. */
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
