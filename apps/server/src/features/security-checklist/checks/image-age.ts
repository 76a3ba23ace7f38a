import { type Check, fail, type Inspection, pass, unknown } from '../check.ts';

/** The distribution's repairs, and a browser's, come with the next image. */
const IMAGE_AGE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Of the server and of every connected scanner that runs in an image: its name and its age. */
function agesOf({ imageBuilt, scanners, now }: Inspection): { name: string; days: number }[] {
  const told = 'unreadable' in scanners ? [] : scanners.filter(({ connected }) => connected);
  const all = [
    { name: 'the server’s', built: imageBuilt },
    ...told.map(({ name, posture }) => ({ name: `${name}’s`, built: posture?.imageBuilt })),
  ];
  return all.flatMap(({ name, built }) =>
    built ? [{ name, days: Math.floor((now.getTime() - Date.parse(built)) / DAY_MS) }] : [],
  );
}

export const imageAge: Check = {
  id: 'image_age',
  area: 'host',
  level: 'recommended',
  title: `Images are no older than ${IMAGE_AGE_DAYS} days`,
  judge: (inspection) => {
    const ages = agesOf(inspection);
    const say = (some: typeof ages) =>
      some.map(({ name, days }) => `${name} is ${days} days old`).join('; ');
    const old = ages.filter(({ days }) => days > IMAGE_AGE_DAYS);
    if (old.length > 0) {
      return fail(
        say(old),
        'Build the images again without the cache, from the newest base, and start the containers anew.',
      );
    }
    if ('unreadable' in inspection.scanners) return unknown(inspection.scanners.unreadable);
    return pass(ages.length > 0 ? say(ages) : 'nothing of it runs in an image');
  },
};
