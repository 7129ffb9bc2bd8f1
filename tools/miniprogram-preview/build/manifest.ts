/** The settings of a page's or component's `.json` (or of app.json's `window`) that the preview reads. */
export interface ComponentJson {
  component?: boolean;
  usingComponents?: Record<string, string>;
  componentGenerics?: Record<string, true | { default?: string }>;
  componentPlaceholder?: Record<string, string>;
  styleIsolation?: string;
  [setting: string]: unknown;
}

export interface AppJson extends ComponentJson {
  pages?: string[];
  subPackages?: { root: string; pages: string[] }[];
  subpackages?: { root: string; pages: string[] }[];
  entryPagePath?: string;
  themeLocation?: string;
  window?: Record<string, unknown>;
  tabBar?: Record<string, unknown>;
}

/** The description of the mini-program that the host receives. `scope` is a component's style scope. */
export interface Manifest {
  app: AppJson;
  pages: string[];
  /** Values of theme.json that `@names` in app.json stand for, in light and dark mode. */
  themes: Partial<Record<'light' | 'dark', Record<string, unknown>>>;
  components: {
    path: string;
    page: boolean;
    json: ComponentJson;
    using: Record<string, string>;
    defaults: Record<string, string>;
    scope: string;
  }[];
}
