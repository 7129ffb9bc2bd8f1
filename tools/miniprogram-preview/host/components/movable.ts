import { BuiltIn } from './built-in';

interface Point {
  x: number;
  y: number;
}

/** `<movable-view>`: follows a finger inside its `<movable-area>`, in the allowed directions. */
export class MovableViewElement extends BuiltIn {
  private position: Point = { x: 0, y: 0 };
  private dragOffset: Point | undefined;

  protected override mount(): void {
    this.addEventListener('pointerdown', (event) => this.startDrag(event));
    this.addEventListener('pointermove', (event) => this.drag(event));
    for (const type of ['pointerup', 'pointercancel'] as const)
      this.addEventListener(type, () => (this.dragOffset = undefined));
  }

  protected override changed(name: string): void {
    if (name !== 'x' && name !== 'y' && name !== 'direction') return;
    this.style.touchAction = { all: 'none', vertical: 'pan-x', horizontal: 'pan-y' }[this.getDirection()] ?? 'auto';
    this.moveTo({ x: this.number('x', 0), y: this.number('y', 0) }, '');
  }

  protected override styleRewritten(): void {
    this.draw();
  }

  private getDirection(): string {
    return this.prop('direction', 'none');
  }

  private startDrag(event: PointerEvent): void {
    if (this.flag('disabled') || this.getDirection() === 'none') return;
    event.stopPropagation();
    this.setPointerCapture(event.pointerId);
    this.dragOffset = { x: event.clientX - this.position.x, y: event.clientY - this.position.y };
  }

  private drag(event: PointerEvent): void {
    if (this.dragOffset === undefined) return;
    const direction = this.getDirection();
    const x = direction === 'vertical' ? this.position.x : event.clientX - this.dragOffset.x;
    const y = direction === 'horizontal' ? this.position.y : event.clientY - this.dragOffset.y;
    this.moveTo(this.flag('out-of-bounds') ? { x, y } : this.clampToArea({ x, y }), 'touch');
  }

  private clampToArea({ x, y }: Point): Point {
    const area = this.closest<HTMLElement>('wx-movable-area');
    if (area === null) return { x, y };
    const clamp = (value: number, spare: number): number =>
      Math.min(Math.max(value, Math.min(0, spare)), Math.max(0, spare));
    return {
      x: clamp(x, area.clientWidth - this.offsetWidth),
      y: clamp(y, area.clientHeight - this.offsetHeight),
    };
  }

  private moveTo(to: Point, source: '' | 'touch'): void {
    if (to.x === this.position.x && to.y === this.position.y) return;
    this.position = to;
    this.draw();
    this.emit('change', { ...to, source });
  }

  private draw(): void {
    this.style.transform = `translate(${this.position.x}px, ${this.position.y}px) scale(${this.number('scale-value', 1)})`;
  }
}
