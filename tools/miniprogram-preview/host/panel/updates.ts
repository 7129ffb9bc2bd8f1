import { costs, onCostsChanged } from '../costs';
import { createNote, createSection } from './controls';

const maxShown = 8;

const formatSize = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`);

/** Shows the data that each action made the mini-program send from its logic to its view. */
export function createUpdateSection(): HTMLElement {
  const place = document.createElement('div');
  let waiting = false;
  const draw = (): void => {
    waiting = false;
    const lines = costs.actions
      .slice(0, maxShown)
      .map(({ action, setDataCalls, setDataBytes, functions }) =>
        createNote(
          `${action} · setData ${setDataCalls} 次 ${formatSize(setDataBytes)} · 云函数 ${functions}`,
          'pv-line',
        ),
      );
    place.replaceChildren(...lines);
  };
  onCostsChanged(() => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  });
  draw();
  return createSection('每次操作的界面更新', place);
}
