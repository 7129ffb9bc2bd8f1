import { transform } from 'esbuild';

/** WeChat's oldest supported clients run this; DevTools lowers it further where it must. */
const target = 'es2017';

/** Turns one TypeScript or JavaScript module into one CommonJS file. WeChat loads modules by path, so nothing is bundled. */
export async function transpileScript(path: string, text: string, minify: boolean): Promise<string> {
  const result = await transform(text, {
    loader: path.endsWith('.ts') ? 'ts' : 'js',
    format: 'cjs',
    target,
    minify,
    charset: 'utf8',
    sourcefile: path,
    sourcemap: false,
    tsconfigRaw: {},
  });
  return result.code;
}

export function minifyJson(text: string): string {
  return JSON.stringify(JSON.parse(text));
}
