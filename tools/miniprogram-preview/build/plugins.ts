/** A plugin's code is WeChat's to give out; in its place stands a box with its address. */
const placeholderFolder = '__plugin__/';

/** The id under which the placeholder of a component of a plugin (`plugin://name/component`) is found. */
export function resolvePluginId(address: string): string | undefined {
  const parts = /^plugin(?:-private)?:\/\/(.+)$/.exec(address);
  return parts === null ? undefined : `${placeholderFolder}${parts[1] ?? ''}`;
}

/** The text of a file of such a placeholder, or undefined for any other file. */
export function readPluginPlaceholder(id: string): string | undefined {
  const parts = /^__plugin__\/(.+)\.(json|wxml)$/.exec(id);
  if (parts === null) return undefined;
  return parts[2] === 'json'
    ? '{"component":true}'
    : `<view style="padding:12px;background:#eee;color:#888">插件 ${parts[1] ?? ''}</view><slot />`;
}
