import { costs, onCosts } from '../costs';
import { note, section } from './controls';

const shown = 8;

const size = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`);

/** What each action of the person made the mini-program send from its logic to its view. */
export function updateSection(): HTMLElement {
  const place = document.createElement('div');
  let waiting = false;
  const draw = (): void => {
    waiting = false;
    const lines = costs.actions
      .slice(0, shown)
      .map(({ action, setDataCalls, setDataBytes, functions }) =>
        note(`${action} · setData ${setDataCalls} 次 ${size(setDataBytes)} · 云函数 ${functions}`, 'pv-line'),
      );
    place.replaceChildren(...lines);
  };
  onCosts(() => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  });
  draw();
  return section('每次操作的界面更新', place);
}
