import { builtInTags, domTag } from '../../build/tags.js';
import { BuiltIn } from './built-in.js';
import { ButtonElement } from './button.js';
import { CanvasElement } from './canvas.js';
import {
  CheckboxElement,
  CheckboxGroupElement,
  RadioElement,
  RadioGroupElement,
  SliderElement,
  SwitchElement,
} from './choice.js';
import { IconElement, ProgressElement } from './drawn.js';
import { MediaElement, PageMetaElement, PhoneOnlyElement, WebViewElement } from './embedded.js';
import { EditorElement } from './editor.js';
import { FormElement, LabelElement } from './form.js';
import { ImageElement } from './image.js';
import { MatchMediaElement } from './match-media.js';
import { MovableViewElement } from './movable.js';
import { NavigatorElement } from './navigator.js';
import { PageContainerElement } from './page-container.js';
import { PickerViewColumnElement, PickerViewElement } from './picker-view.js';
import { PickerElement } from './picker.js';
import { RichTextElement } from './rich-text.js';
import { RootPortalElement } from './root-portal.js';
import { ScrollViewElement } from './scroll-view.js';
import { SwiperItemElement } from './swiper-track.js';
import { SwiperElement } from './swiper.js';
import { InputElement, TextareaElement } from './text-field.js';

const elements: Record<string, new () => BuiltIn> = {
  image: ImageElement, 'cover-image': ImageElement, button: ButtonElement, input: InputElement, textarea: TextareaElement,
  'scroll-view': ScrollViewElement, swiper: SwiperElement, 'swiper-item': SwiperItemElement, picker: PickerElement,
  'picker-view': PickerViewElement, 'picker-view-column': PickerViewColumnElement, switch: SwitchElement, slider: SliderElement,
  checkbox: CheckboxElement, 'checkbox-group': CheckboxGroupElement, radio: RadioElement, 'radio-group': RadioGroupElement,
  form: FormElement, label: LabelElement, icon: IconElement, progress: ProgressElement, navigator: NavigatorElement,
  'rich-text': RichTextElement, canvas: CanvasElement, 'page-meta': PageMetaElement, 'web-view': WebViewElement, video: MediaElement,
  audio: MediaElement, editor: EditorElement, 'match-media': MatchMediaElement, 'movable-view': MovableViewElement,
  'page-container': PageContainerElement, 'root-portal': RootPortalElement,
}; // prettier-ignore
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

/** The browser wants one class for each custom element. */
function ownClass(tag: string): CustomElementConstructor {
  const base = elements[tag] ?? (phoneOnly.has(tag) ? PhoneOnlyElement : BuiltIn);
  return class extends base {};
}

/** Tells the browser about all of WeChat's components. */
export function defineBuiltIns(): void {
  for (const tag of builtInTags) if (tag !== 'page') customElements.define(domTag(tag), ownClass(tag));
}
