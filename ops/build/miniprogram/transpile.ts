import { transform } from 'esbuild';

/** JavaScript that WeChat's oldest supported clients run; DevTools lowers it further where it must. */
const target = 'es2017';

/** One module, TypeScript or JavaScript, as a CommonJS file of its own: WeChat loads modules by path, so nothing is bundled. */
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

export const compactJson = (text: string): string => JSON.stringify(JSON.parse(text));
