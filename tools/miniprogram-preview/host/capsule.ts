/** What the buttons of the navigation bar do; the router fills them in, for it is above the bar. */
const actions = { back: (): void => undefined, home: (): void => undefined, menu: (): void => undefined };

export function onCapsule(handlers: typeof actions): void {
  Object.assign(actions, handlers);
}

export const goBack = (): void => actions.back();
export const exitToHome = (): void => actions.home();
export const showMenu = (): void => actions.menu();
