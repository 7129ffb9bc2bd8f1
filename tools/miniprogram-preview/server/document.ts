/** Settings that the host in the browser receives before the mini-program loads. */
interface HostConfig {
  name: string;
  people: string[];
  /** True when there is an emulator. */
  emulator: boolean;
}

interface DocumentOptions {
  config: HostConfig;
  version: number;
  /** True when the page reloads itself after each build. */
  watch: boolean;
  /** The build's problems, shown instead of the mini-program. */
  problems: string | undefined;
}

/** Renders the page with the phone. */
export function renderDocument({ config, version, watch, problems }: DocumentOptions): string {
  const scripts = ['host', 'manifest', 'templates', 'app'].map(
    (name) => `<script src="/_preview/${name}.js?${version}"></script>`,
  );
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1,maximum-scale=1,viewport-fit=cover">
<title>${escapeHtml(config.name)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_preview/fonts/fonts.css">
<link rel="stylesheet" href="/_preview/host.css?${version}">
<link rel="stylesheet" href="/_preview/app.css?${version}">
<script>window.__previewConfig=${JSON.stringify(config).replaceAll('<', '\\u003c')}</script>
</head>
<body>
${watch ? liveReload : ''}
${problems === undefined ? scripts.join('\n') : renderProblems(problems)}
</body>
</html>
`;
}

/** A page that the browser keeps in its history holds no connection: a browser allows few to one host. */
const liveReload = `<script>
(function listen() {
  const changes = new EventSource('/_preview/changes');
  changes.addEventListener('change', () => location.reload());
  addEventListener('pagehide', () => {
    changes.close();
    addEventListener('pageshow', listen, { once: true });
  }, { once: true });
})();
</script>`;

function renderProblems(problems: string): string {
  return `<pre style="padding:24px;color:#b42318;white-space:pre-wrap">${escapeHtml(problems)}</pre>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
