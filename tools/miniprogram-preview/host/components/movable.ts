import { BuiltIn } from './built-in';

interface Place {
  x: number;
  y: number;
}

/** `<movable-view>`: follows a finger inside its `<movable-area>`, in the directions it is told. */
export class MovableViewElement extends BuiltIn {
  private at: Place = { x: 0, y: 0 };
  private grip: Place | undefined;

  protected override mount(): void {
    this.addEventListener('pointerdown', (event) => this.gripped(event));
    this.addEventListener('pointermove', (event) => this.dragged(event));
    for (const type of ['pointerup', 'pointercancel'] as const)
      this.addEventListener(type, () => (this.grip = undefined));
  }

  protected override changed(name: string): void {
    if (name !== 'x' && name !== 'y' && name !== 'direction') return;
    this.style.touchAction = { all: 'none', vertical: 'pan-x', horizontal: 'pan-y' }[this.direction()] ?? 'auto';
    this.go({ x: this.number('x', 0), y: this.number('y', 0) }, '');
  }

  protected override restyled(): void {
    this.draw();
  }

  private direction(): string {
    return this.prop('direction', 'none');
  }

  private gripped(event: PointerEvent): void {
    if (this.flag('disabled') || this.direction() === 'none') return;
    event.stopPropagation();
    this.setPointerCapture(event.pointerId);
    this.grip = { x: event.clientX - this.at.x, y: event.clientY - this.at.y };
  }

  private dragged(event: PointerEvent): void {
    if (this.grip === undefined) return;
    const direction = this.direction();
    const x = direction === 'vertical' ? this.at.x : event.clientX - this.grip.x;
    const y = direction === 'horizontal' ? this.at.y : event.clientY - this.grip.y;
    this.go(this.flag('out-of-bounds') ? { x, y } : this.inside({ x, y }), 'touch');
  }

  private inside({ x, y }: Place): Place {
    const area = this.closest<HTMLElement>('wx-movable-area');
    if (area === null) return { x, y };
    const within = (value: number, spare: number): number =>
      Math.min(Math.max(value, Math.min(0, spare)), Math.max(0, spare));
    return {
      x: within(x, area.clientWidth - this.offsetWidth),
      y: within(y, area.clientHeight - this.offsetHeight),
    };
  }

  private go(to: Place, source: '' | 'touch'): void {
    if (to.x === this.at.x && to.y === this.at.y) return;
    this.at = to;
    this.draw();
    this.emit('change', { ...to, source });
  }

  private draw(): void {
    this.style.transform = `translate(${this.at.x}px, ${this.at.y}px) scale(${this.number('scale-value', 1)})`;
  }
}
