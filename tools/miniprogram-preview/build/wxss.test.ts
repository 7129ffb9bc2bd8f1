import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Sources } from './sources';
import { confineToPage, compileStyle } from './wxss';

let root = '';

afterEach(() => rmSync(root, { recursive: true, force: true }));

function styles(files: Record<string, string>, scope: string, path = 'c/c'): string {
  root = mkdtempSync(join(tmpdir(), 'preview-wxss-'));
  for (const [id, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, id)), { recursive: true });
    writeFileSync(join(root, id), text);
  }
  const options = {
    scope,
    fileUrl: (id: string) => `/files/${id}`,
    iconUrl: (name: string) => `/_preview/icons/${name}`,
  };
  return compileStyle(new Sources(root, []), path, options).trim();
}

describe('compileStyle', () => {
  it('compileStyle scopes classes and renames tags', () => {
    expect(styles({ 'c/c.wxss': '.a .b:not(.d) > text { color: red }' }, 's')).toBe(
      '.s--a .s--b:not(.s--d)>wx-text{color:red}',
    );
  });

  it('compileStyle turns :host into the component’s own selector', () => {
    expect(styles({ 'c/c.wxss': ':host { display: block }' }, 's')).toBe('[wx-host="s"]{display:block}');
  });

  it('compileStyle leaves keyframe selectors unchanged', () => {
    expect(styles({ 'c/c.wxss': '@keyframes k { from { top: 0 } to { top: 2rpx } }' }, 's')).toBe(
      '@keyframes k{from{top:0}to{top:calc(var(--rpx) * 2)}}',
    );
  });

  it('compileStyle inlines imports and stops at circular ones', () => {
    const files = { 'c/c.wxss': '@import "../base.wxss"; .a { top: 0 }', 'base.wxss': '@import "c/c"; .b { top: 0 }' };
    expect(styles(files, 's').replaceAll('\n', '')).toBe('.s--b{top:0}.s--a{top:0}');
  });

  it('compileStyle resolves URLs beside the style sheet and from the root', () => {
    expect(styles({ 'c/c.wxss': '.a { background: url(x.png) } .b { background: url("/y.png") }' }, '')).toBe(
      '.a{background:url("/files/c/x.png")}.b{background:url("/files/y.png")}',
    );
  });

  it('compileStyle makes dark mode follow the phone, not the browser', () => {
    expect(styles({ 'c/c.wxss': '@media (prefers-color-scheme: dark) { .a { top: 0 } }' }, '')).toContain(
      '@container style(--wx-theme: dark)',
    );
  });

  it('compileStyle replaces TDesign’s CDN icons with local ones', () => {
    const wxss = "@font-face{src:url(https://tdesign.gtimg.com/t.woff)}.t-icon-home:before{content:'\\E001'}";
    const css = styles({ 'c/c.wxss': wxss }, 's');
    expect(css).not.toContain('gtimg');
    expect(css).toContain('.s--t-icon-home:before{-webkit-mask-image:url("/_preview/icons/home")');
  });
});

describe('confineToPage', () => {
  it('confineToPage limits rules to the page but keeps global names global', () => {
    const css = confineToPage('wx-page{top:0}@keyframes k{from{top:0}}', 'pages/a');
    expect(css.replaceAll('\n', '')).toBe(
      '@scope (.wx-page-box[data-route="pages/a"]){wx-page{top:0}}@keyframes k{from{top:0}}',
    );
  });
});
