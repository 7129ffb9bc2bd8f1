/** What of a page's or component's `.json` (or of app.json's `window`) the preview knows. */
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

/** What the host is told about the mini-program. `scopes` maps a component's path to its style scope. */
export interface Manifest {
  app: AppJson;
  pages: string[];
  /** theme.json: what `@names` in app.json mean in light and dark. */
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
