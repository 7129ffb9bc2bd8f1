import { BuiltIn } from './built-in';

const drawings: Record<string, [colour: string, path: string]> = {
  success: [
    '#07c160',
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1.200 14.500-4.300-4.300 1.400-1.400 2.900 2.900 5.600-5.600 1.400 1.400z',
  ],
  success_no_circle: ['#07c160', 'M9.600 18.300 3.500 12.200l1.600-1.600 4.500 4.500 9.300-9.300 1.600 1.600z'],
  info: ['#10aeff', 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 15h-2v-7h2zm0-9h-2V6h2z'],
  warn: ['#fa5151', 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 15h-2v-2h2zm0-4h-2V6h2z'],
  waiting: ['#10aeff', 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm4.500 12H11V6h2v6h3.500z'],
  cancel: [
    '#fa5151',
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm4.500 13.100-1.400 1.400-3.100-3.100-3.100 3.100-1.400-1.400 3.100-3.100-3.100-3.100 1.400-1.400 3.100 3.100 3.100-3.100 1.400 1.400-3.100 3.100z',
  ],
  download: ['#07c160', 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 15-5-5h3V6h4v6h3z'],
  search: [
    '#b2b2b2',
    'M10 3a7 7 0 1 0 4.300 12.500l5 5 1.400-1.400-5-5A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10z',
  ],
  clear: [
    '#b2b2b2',
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm4.500 13.100-1.400 1.400-3.100-3.100-3.100 3.100-1.400-1.400 3.100-3.100-3.100-3.100 1.400-1.400 3.100 3.100 3.100-3.100 1.400 1.400-3.100 3.100z',
  ],
};

/** `<icon>`: WeChat's nine icons. */
export class IconElement extends BuiltIn {
  protected override changed(): void {
    const [colour, path] = drawings[this.prop('type', 'info')] ?? ['', ''];
    const size = Number.parseFloat(String(this.number('size', 23)));
    this.innerHTML = `<svg viewBox="0 0 24 24" width="${size}" height="${size}"><path d="${path}"/></svg>`;
    this.querySelector('path')?.setAttribute('fill', this.prop('color', colour));
  }
}
