import { MediaQueryObserver, type MediaQuery } from '../media-query';
import { BuiltIn } from './built-in';

const lengths = ['min-width', 'max-width', 'width', 'min-height', 'max-height', 'height'] as const;

/** `<match-media>`: shows its children when the phone's screen matches its query. */
export class MatchMediaElement extends BuiltIn {
  private readonly observer = new MediaQueryObserver();

  protected override unmount(): void {
    this.observer.disconnect();
  }

  protected override changed(): void {
    const conditions = lengths
      .filter((name) => this.has(name))
      .map((name) => [name.replace(/-(.)/, (_, letter: string) => letter.toUpperCase()), this.number(name, 0)]);
    const orientation = this.prop('orientation', '');
    const query: MediaQuery = {
      ...(Object.fromEntries(conditions) as MediaQuery),
      ...(orientation !== '' && { orientation }),
    };
    this.observer.observe(query, (result) => {
      this.hidden = !result.matches;
    });
  }
}
