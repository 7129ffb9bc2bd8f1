type Listener = (value: unknown) => void;

const names = [
  'ThemeChange', 'WindowResize', 'KeyboardHeightChange', 'MemoryWarning', 'Error', 'UnhandledRejection', 'PageNotFound', 'UserCaptureScreen',
  'AudioInterruptionBegin', 'AudioInterruptionEnd', 'NeedPrivacyAuthorizationChange', 'CopyUrl',
  'MenuButtonBoundingClientRectWeightChange',
] as const; // oxfmt-ignore

type Name = (typeof names)[number];

const listenersByName = new Map<Name, Set<Listener>>(names.map((name) => [name, new Set()]));

/** Notifies all listeners of `wx.on<name>`. */
export function notifyListeners(name: Name, value: unknown): void {
  for (const listener of listenersByName.get(name) ?? []) listener(value);
}

/** `wx.onThemeChange`, `wx.offThemeChange` and so on. */
export const listeners: Record<string, (listener: Listener) => void> = Object.fromEntries(
  names.flatMap((name) => [
    [`on${name}`, (listener: Listener) => void listenersByName.get(name)?.add(listener)],
    [`off${name}`, (listener: Listener) => void listenersByName.get(name)?.delete(listener)],
  ]),
);
