import { builtInTags, toDomTag } from '../../build/tags';
import { BuiltIn } from './built-in';
import { ButtonElement } from './button';
import { CanvasElement } from './canvas';
import { CheckboxElement, CheckboxGroupElement, RadioElement, RadioGroupElement, SwitchElement } from './checkable';
import { MediaElement, PageMetaElement, PhoneOnlyElement, WebViewElement } from './embedded';
import { EditorElement } from './editor';
import { FormElement, LabelElement } from './form';
import { IconElement } from './icon';
import { ImageElement } from './image';
import { MatchMediaElement } from './match-media';
import { MovableViewElement } from './movable';
import { NavigatorElement } from './navigator';
import { PageContainerElement } from './page-container';
import { PickerViewColumnElement, PickerViewElement } from './picker-view';
import { PickerElement } from './picker';
import { ProgressElement } from './progress';
import { RichTextElement } from './rich-text';
import { RootPortalElement } from './root-portal';
import { ScrollViewElement } from './scroll-view';
import { SliderElement } from './slider';
import { SwiperItemElement } from './swiper-track';
import { SwiperElement } from './swiper';
import { InputElement, TextareaElement } from './text-field';

const elements: Record<string, new () => BuiltIn> = {
  image: ImageElement, 'cover-image': ImageElement, button: ButtonElement, input: InputElement, textarea: TextareaElement,
  'scroll-view': ScrollViewElement, swiper: SwiperElement, 'swiper-item': SwiperItemElement, picker: PickerElement,
  'picker-view': PickerViewElement, 'picker-view-column': PickerViewColumnElement, switch: SwitchElement, slider: SliderElement,
  checkbox: CheckboxElement, 'checkbox-group': CheckboxGroupElement, radio: RadioElement, 'radio-group': RadioGroupElement,
  form: FormElement, label: LabelElement, icon: IconElement, progress: ProgressElement, navigator: NavigatorElement,
  'rich-text': RichTextElement, canvas: CanvasElement, 'page-meta': PageMetaElement, 'web-view': WebViewElement, video: MediaElement,
  audio: MediaElement, editor: EditorElement, 'match-media': MatchMediaElement, 'movable-view': MovableViewElement,
  'page-container': PageContainerElement, 'root-portal': RootPortalElement,
}; // oxfmt-ignore
const phoneOnly = new Set([
  'map',
  'camera',
  'live-player',
  'live-pusher',
  'ad',
  'official-account',
  'open-data',
  'voip-room',
  'channel-live',
  'channel-video',
]);

/** The browser requires a separate class for each custom element. */
function createElementClass(tag: string): CustomElementConstructor {
  const base = elements[tag] ?? (phoneOnly.has(tag) ? PhoneOnlyElement : BuiltIn);
  return class extends base {};
}

/** Registers all of WeChat's components with the browser. */
export function defineBuiltIns(): void {
  for (const tag of builtInTags) if (tag !== 'page') customElements.define(toDomTag(tag), createElementClass(tag));
}
