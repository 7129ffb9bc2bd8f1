import { CanvasElement } from '../components/canvas';
import { getTopPage } from '../open-pages';

/**
 * `wx.createCanvasContext(id)`: the old drawing API, in which commands wait for `draw()`. A method `setX(v)` sets the
 * property `x`; all others are those of a 2d context.
 */
export function createCanvasContext(canvasId: string): unknown {
  const pendingCommands: ((context: CanvasRenderingContext2D) => void)[] = [];
  const draw = (reserve?: boolean, callback?: () => void): void => {
    const canvas = [...(getTopPage()?.box.querySelectorAll('wx-canvas') ?? [])].find(
      (element): element is CanvasElement =>
        element instanceof CanvasElement && element.prop('canvas-id', '') === canvasId,
    );
    const context = canvas?.node.getContext('2d');
    if (!context) return;
    if (reserve !== true) context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    for (const command of pendingCommands.splice(0)) command(context);
    setTimeout(() => callback?.());
  };
  const record = (name: string, values: unknown[]): void => {
    const setter = /^set([A-Z])(.*)$/.exec(name);
    pendingCommands.push((context) => {
      const target = context as unknown as Record<string, unknown>;
      if (setter !== null && !(name in context))
        target[`${(setter[1] ?? '').toLowerCase()}${setter[2] ?? ''}`] = values[0];
      else if (typeof target[name] === 'function')
        (target[name] as (...values: unknown[]) => void).apply(context, values);
    });
  };
  return new Proxy(
    {},
    { get: (_target, name) => (name === 'draw' ? draw : (...values: unknown[]) => record(String(name), values)) },
  );
}
