/** What the buttons of the navigation bar do; the router fills them in, for it is above the bar. */
const handlers = { back: (): void => undefined, home: (): void => undefined, menu: (): void => undefined };

export function setCapsuleHandlers(given: typeof handlers): void {
  Object.assign(handlers, given);
}

export const goBack = (): void => handlers.back();
export const exitToHome = (): void => handlers.home();
export const showMenu = (): void => handlers.menu();
