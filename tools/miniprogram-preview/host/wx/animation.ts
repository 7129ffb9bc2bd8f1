interface Step {
  animates: { type: string; args: unknown[] }[];
  option: { transformOrigin: string; transition: { duration: number; timingFunction: string; delay: number } };
}

/** `wx.createAnimation()`: records steps and exports them for an `animation` attribute. */
export function createAnimation(
  options: { duration?: number; timingFunction?: string; delay?: number; transformOrigin?: string } = {},
): unknown {
  let steps: Step[] = [];
  let animates: Step['animates'] = [];
  const step = (own: typeof options = {}): unknown => {
    const {
      duration = 400,
      timingFunction = 'linear',
      delay = 0,
      transformOrigin = '50% 50% 0',
    } = { ...options, ...own };
    steps.push({ animates, option: { transformOrigin, transition: { duration, timingFunction, delay } } });
    animates = [];
    return animation;
  };
  const exportSteps = (): { actions: Step[] } => {
    const actions = steps;
    steps = [];
    return { actions };
  };
  const animation: unknown = new Proxy({}, {
    get: (_target, name) => {
      if (name === 'step') return step;
      if (name === 'export') return exportSteps;
      return (...args: unknown[]) => (animates.push({ type: String(name), args }), animation);
    },
  }); // oxfmt-ignore
  return animation;
}
