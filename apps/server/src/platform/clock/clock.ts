/** The process's clock, for display and names. Time that decides is the database's. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
