/** Actions of the navigation bar's buttons. The router sets them, because it depends on the bar. */
const handlers = { back: (): void => undefined, home: (): void => undefined, menu: (): void => undefined };

export function setCapsuleHandlers(given: typeof handlers): void {
  Object.assign(handlers, given);
}

export const goBack = (): void => handlers.back();
export const exitToHome = (): void => handlers.home();
export const showMenu = (): void => handlers.menu();
