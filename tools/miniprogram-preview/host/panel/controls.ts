/** A titled section of the panel. */
export function createSection(title: string, ...children: Node[]): HTMLElement {
  const element = document.createElement('section');
  const heading = document.createElement('h2');
  heading.textContent = title;
  element.append(heading, ...children);
  return element;
}

export function createButton(label: string, act: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = label;
  element.addEventListener('click', act);
  return element;
}

/** A text field with a button. Enter does the same as the button. */
export function createField(
  placeholder: string,
  label: string,
  act: (text: string) => void,
  initial = '',
): HTMLElement {
  const form = document.createElement('form');
  const input = Object.assign(document.createElement('input'), { placeholder, value: initial });
  input.ariaLabel = placeholder;
  form.append(input, Object.assign(document.createElement('button'), { textContent: label }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value.trim() !== '') act(input.value.trim());
  });
  return form;
}

export function createToggle(label: string, on: boolean, act: (on: boolean) => void): HTMLElement {
  const element = document.createElement('label');
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: on });
  box.addEventListener('change', () => act(box.checked));
  element.append(box, label);
  return element;
}

export function createRow(...children: Node[]): HTMLElement {
  const element = document.createElement('div');
  element.className = 'pv-row';
  element.append(...children);
  return element;
}

export function createSelect(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
): HTMLSelectElement {
  const element = document.createElement('select');
  element.ariaLabel = label;
  element.append(...options.map(([value, text]) => new Option(text, value)));
  return element;
}

/** A line of text, such as the result of the last action. */
export function createNote(text: string, className = 'pv-note'): HTMLElement {
  const element = document.createElement('p');
  element.className = className;
  element.textContent = text;
  return element;
}
