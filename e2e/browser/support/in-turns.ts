/** Does something with each of many, a few at a time. */
export async function inTurns<T>(
  atOnce: number,
  items: readonly T[],
  doIt: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await doIt(item);
    }),
  );
}
