import { chanceOf, type Chance } from './chance';
import { homeScenes } from './covers/home';
import { learningScenes } from './covers/learning';
import { makingScenes } from './covers/making';
import { outdoorScenes } from './covers/outdoors';
import { deskScenes } from './covers/desk';
import { pictureScenes } from './covers/pictures';
import { palettes, type Palette } from './covers/palettes';
import { groundY, type Scene } from './covers/scene';
import { disc, oval, row, shape } from './covers/shapes';

const scenes = {
  ...learningScenes,
  ...outdoorScenes,
  ...homeScenes,
  ...makingScenes,
  ...deskScenes,
  ...pictureScenes,
} as const satisfies Record<string, Scene>;
export type SceneName = keyof typeof scenes;
export const sceneNames = Object.keys(scenes) as readonly SceneName[];

const width = 750;
const height = 420;

/** A group's cover as SVG, 750 × 420: what the group is about, drawn; colours and details are always the same for an id. */
export function coverOf(groupId: string, sceneName: SceneName): string {
  const scene = scenes[sceneName];
  const chance = chanceOf(`cover ${groupId}`);
  const palette = palettes[chance.oneOf(scene.palettes)];
  const marks = [...backdrop(palette, chance), ...scene.draw(palette, chance)];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${marks.join('')}</svg>\n`;
}

/** Sky, light behind the subject, hills and a ground to stand on; quiet, so that the subject speaks. */
function backdrop({ sky, glow, ground }: Palette, chance: Chance): string[] {
  const hill = (): string => {
    const x = chance.oneOf([chance.between(20, 150), chance.between(600, 730)]);
    return oval(x, groundY + 30, chance.between(130, 210), chance.between(70, 130), ground, { opacity: 0.5 });
  };
  const cloud = (): string => {
    const [x, y] = [chance.oneOf([chance.between(50, 140), chance.between(610, 700)]), chance.between(60, 150)];
    return [
      disc(x, y, 22, glow),
      disc(x + 26, y - 10, 28, glow),
      disc(x + 54, y, 20, glow),
      oval(x + 26, y + 12, 50, 12, glow),
    ].join('');
  };
  return [
    `<rect width="${width}" height="${height}" fill="${sky}"/>`,
    disc(375, 202, 176, glow),
    row(2, hill),
    row(2, cloud),
    shape(
      `M0 ${groundY + 6} C190 ${groundY - 18} 540 ${groundY - 18} 750 ${groundY + 6} L750 ${height} L0 ${height} Z`,
      ground,
    ),
  ];
}
