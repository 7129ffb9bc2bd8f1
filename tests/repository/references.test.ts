import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ancestorsOf, documents, exists, files, isFile, sources, textOf } from './tree';

/** A reference somewhere in the tree, with the line it stands in. */
interface Reference {
  readonly file: string;
  readonly line: number;
  readonly target: string;
}

const show = ({ file, line, target }: Reference): string => `${file}:${line} ${target}`;

/** All that `pattern` finds in `text`; its first group is the target. */
function find(file: string, text: string, pattern: RegExp): Reference[] {
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    target: match[1] ?? match[0],
  }));
}

/** The text with everything that `pattern` finds replaced by spaces, so that lines stay where they are. */
const blank = (text: string, pattern: RegExp): string => text.replace(pattern, (found) => found.replace(/[^\n]/g, ' '));

const address = /\b[a-z]+:\/\/[^\s)'"`>\]]+/g;

/** The comments of a source, in their places. */
function commentsOf(file: string): string {
  const text = textOf(file);
  const pattern = file.endsWith('.wxml')
    ? /<!--[\s\S]*?-->/g
    : /\.(ts|js|cjs|mjs|wxs|wxss)$/.test(file)
      ? /\/\*[\s\S]*?\*\/|(?<![:'"`\w/])\/\/.*$/gm
      : /(?<=^|\s)#\s.*$/gm;
  const kept = [...text.matchAll(pattern)];
  let comments = blank(text, /[\s\S]+/);
  for (const { 0: comment, index } of kept) {
    comments = comments.slice(0, index) + comment + comments.slice(index + comment.length);
  }
  return blank(comments, address);
}

const fences = /^```[\s\S]*?^```/gm;
const inlineCode = /`[^`\n]*`/g;

/** The anchor that GitHub makes of a heading. */
function anchorOf(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

const headingsOf = (file: string): string[] =>
  find(file, blank(textOf(file), fences), /^#{1,6} (.+)$/gm).map(({ target }) => target);

function hasAnchor(file: string, anchor: string): boolean {
  return headingsOf(file).some((heading) => anchorOf(heading) === anchor);
}

/** Where a path can lead that is written in `file`: from its own folder, from any above it, or from the root. */
const candidates = (file: string, path: string): string[] =>
  ancestorsOf(file).map((folder) => posix.normalize(posix.join(folder, path)));

function resolves({ file, target }: Reference): boolean {
  const [path = '', anchor] = target.split('#');
  return candidates(file, path).some((found) => exists(found) && (anchor === undefined || hasAnchor(found, anchor)));
}

const prose = new Map(documents.map((file) => [file, blank(textOf(file), address)]));
const comments = new Map(sources.map((file) => [file, commentsOf(file)]));
const writings = new Map([...prose, ...comments]);
const allOf = (writing: ReadonlyMap<string, string>, pattern: RegExp): Reference[] =>
  [...writing].flatMap(([file, text]) => find(file, text, pattern));

describe('references', () => {
  it('Every link of a document leads to a file, a folder or a heading that exists', () => {
    const links = documents.flatMap((file) =>
      find(file, blank(blank(textOf(file), fences), inlineCode), /\]\(([^)\s]+)\)/g),
    );
    const dead = links.filter(({ file, target }) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const found = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, '');
      return !exists(found) || (anchor !== undefined && !hasAnchor(found, anchor));
    });
    expect(dead.map(show)).toEqual([]);
  });

  it('Every path that a document or a comment names exists', () => {
    const folder = /(?:docs|domain|contracts|cloudfunctions|miniprogram|tests|tools|ops|bench)/.source;
    const path = new RegExp(`(?<![\\w/.@:*-])(${folder}/[\\w@./-]*[\\w/](?:#[\\w-]+)?)(?![\\w<{*…])`, 'g');
    // A name with a placeholder in it (`contracts/<name>.ts`) leads nowhere on purpose.
    const written = allOf(writings, path).filter(({ target }) => !target.endsWith('/') || exists(target));
    expect(written.filter((reference) => !resolves(reference)).map(show)).toEqual([]);
  });

  it('Every file name in code quotes exists', () => {
    const quoted = /`((?:[\w@.-]+\/)*[\w@-][\w@.-]*\.(?:ts|md|cjs))(?:#[\w-]+)?`/g;
    const names = new Set(files.map((file) => posix.basename(file)));
    const dead = allOf(writings, quoted).filter((reference) => {
      const { target } = reference;
      return target.includes('/') ? !resolves(reference) : !names.has(target);
    });
    expect(dead.map(show)).toEqual([]);
  });

  it('Every heading that a comment names after a document exists', () => {
    const named = allOf(comments, /([\w@./-]+\.md, \p{Lu}[^.;:)(\n]*)/gu);
    const dead = named.filter(({ file, target }) => {
      const [path = '', ...rest] = target.split(', ');
      const document = candidates(file, path).find(isFile);
      const said = rest.join(', ').toLowerCase();
      return !document || !headingsOf(document).some((heading) => said.startsWith(heading.toLowerCase()));
    });
    expect(dead.map(show)).toEqual([]);
  });

  it('Every script that a document or a comment names exists', () => {
    const named = allOf(writings, /\bnpm run (?:-\w+ )*([\w:-]+)/g);
    const dead = named.filter(({ file, target }) => {
      const packages = ancestorsOf(file).map((folder) => posix.join(folder, 'package.json'));
      return !packages.filter(isFile).some((each) => target in scriptsOf(each));
    });
    expect(dead.map(show)).toEqual([]);
  });

  it('No file refers to a document that is not in the tree', () => {
    const outside = /\b(?:DESIGN|PLATFORM|PROTOCOL)\b|\b(?:PREVIEW|NAMES|STYLE)(?:\.md|\s§|,\s\p{Lu})/gu;
    const texts = new Map([...documents, ...sources].filter(isNotOwn).map((file) => [file, textOf(file)]));
    expect(allOf(texts, outside).map(show)).toEqual([]);
  });
});

/** These tests name the references they look for. */
const isNotOwn = (file: string): boolean => !file.startsWith('tests/repository/');

function scriptsOf(file: string): Readonly<Record<string, unknown>> {
  const { scripts } = JSON.parse(textOf(file)) as { scripts?: Record<string, unknown> };
  return scripts ?? {};
}
