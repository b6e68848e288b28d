/** Calls back once after so many milliseconds, unless the returned function is called before. */
export type Timer = (milliseconds: number, callback: () => void) => () => void;

/** By the time of the machine. Waiting alone keeps no process alive. */
export const after: Timer = (milliseconds, callback) => {
  const timer = setTimeout(callback, milliseconds).unref();
  return () => clearTimeout(timer);
};

/** Since 1970. */
export const milliseconds = (): number => Date.now();
export const seconds = (): number => Math.floor(Date.now() / 1000);
