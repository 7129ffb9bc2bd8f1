/** The few colours a drawing is made of. `deep` and `light` stand out on every other one. */
export interface Palette {
  readonly sky: string;
  readonly glow: string;
  readonly ground: string;
  readonly main: string;
  readonly deep: string;
  readonly accent: string;
  readonly light: string;
}

export const palettes = {
  sage: {
    sky: '#d9e9df',
    glow: '#f3f6ea',
    ground: '#a6ccb5',
    main: '#3f8f6b',
    deep: '#1f5039',
    accent: '#f0a050',
    light: '#fffdf5',
  },
  sand: {
    sky: '#f5e4cd',
    glow: '#fff5e4',
    ground: '#e2c196',
    main: '#c7743c',
    deep: '#713e1e',
    accent: '#3d8c88',
    light: '#fffaf1',
  },
  dusk: {
    sky: '#d9dff2',
    glow: '#f7f1f2',
    ground: '#b0badf',
    main: '#5566a8',
    deep: '#2a3565',
    accent: '#f08a6e',
    light: '#ffffff',
  },
  rose: {
    sky: '#f6dbd6',
    glow: '#fff2ec',
    ground: '#e3b0a6',
    main: '#c3635a',
    deep: '#74302c',
    accent: '#4a8b7c',
    light: '#fff9f5',
  },
  sea: {
    sky: '#d1e8ef',
    glow: '#f0f9f8',
    ground: '#97c8d4',
    main: '#2d8098',
    deep: '#154656',
    accent: '#f3b355',
    light: '#fbfffe',
  },
  plum: {
    sky: '#e5dcef',
    glow: '#f9f4f7',
    ground: '#c4b0d8',
    main: '#7a589c',
    deep: '#432c65',
    accent: '#e89b54',
    light: '#fffcff',
  },
  honey: {
    sky: '#f9e8c1',
    glow: '#fff8e2',
    ground: '#e9c77f',
    main: '#cf942a',
    deep: '#6f4f10',
    accent: '#4a7aa3',
    light: '#fffdf4',
  },
  night: {
    sky: '#2e3d5c',
    glow: '#435579',
    ground: '#202c46',
    main: '#7fa3cf',
    deep: '#141d33',
    accent: '#f5c465',
    light: '#f7f3e8',
  },
} as const satisfies Record<string, Palette>;

export type PaletteName = keyof typeof palettes;
