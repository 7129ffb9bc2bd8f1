/** Settings that the host in the browser receives before the mini-program loads. */
interface HostConfig {
  name: string;
  people: string[];
  /** True when there is an emulator. */
  emulator: boolean;
  watch: boolean;
}

/** Renders the page with the phone. `problems` of the build are shown instead of the mini-program. */
export function renderDocument(config: HostConfig, version: number, problems: string | undefined): string {
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
${problems === undefined ? scripts.join('\n') : renderProblems(problems, config.watch)}
</body>
</html>
`;
}

function renderProblems(problems: string, watch: boolean): string {
  const reload = watch
    ? `<script>new EventSource('/_preview/changes').addEventListener('change',()=>location.reload())</script>`
    : '';
  return `<pre style="padding:24px;color:#b42318;white-space:pre-wrap">${escapeHtml(problems)}</pre>${reload}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
