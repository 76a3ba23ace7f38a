/**
 * Where a scan takes place: a browser context behind an egress session of its own. Starting a
 * renderer is a good part of a small scan, so one place can be made ready ahead of the next scan.
 */
import type { BrowserContext } from '../browser/browser-context.ts';
import type { BrowserSupervisor } from '../browser/supervisor.ts';
import type { EgressGuard } from '../egress/guard.ts';
import type { EgressSession } from '../egress/session.ts';

export interface Place {
  context: BrowserContext;
  egress: EgressSession;
}

export interface Places {
  take(): Promise<Place>;
  /** Makes one ready, if none is. */
  prepare(): void;
  giveBack(place: Place): void;
  /** Resolves when all that was given back or prepared is gone. */
  closed(): Promise<void>;
}

export function createPlaces(deps: { supervisor: BrowserSupervisor; egress: EgressGuard }): Places {
  const releases = new Set<Promise<void>>();
  let prepared: Promise<Place | undefined> | undefined;

  const make = async (): Promise<Place> => {
    const { context, network } = await deps.supervisor.openContext((source) =>
      deps.egress.open(source),
    );
    return { context, egress: network };
  };
  const giveBack = ({ context, egress }: Place): void => {
    const done = context
      .dispose()
      .then(() => egress.stop())
      .finally(() => releases.delete(done));
    releases.add(done);
  };

  /** A browser that serves nobody else ends when nothing is left in it. */
  const keepUntilRetired = (place: Place, isStillMine: () => boolean): Place => {
    place.context.onRetired(() => {
      if (!isStillMine()) return;
      prepared = undefined;
      giveBack(place);
    });
    return place;
  };

  return {
    async take() {
      const ready = prepared;
      prepared = undefined;
      const place = await ready;
      if (place?.context.isUsable) return place;
      if (place) giveBack(place);
      return make();
    },
    prepare() {
      // A place that could not be made is no news: the scan that needs one will meet the reason.
      if (prepared) return;
      const mine: Promise<Place | undefined> = make().then(
        (place) => keepUntilRetired(place, () => prepared === mine),
        () => undefined,
      );
      prepared = mine;
    },
    giveBack,
    async closed() {
      const place = await prepared;
      prepared = undefined;
      if (place) giveBack(place);
      await Promise.all(releases);
    },
  };
}
