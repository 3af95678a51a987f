/**
 * Whatever a snapshot has to hold. Records in the simulator are never changed in place, so saving
 * a part is keeping its maps; restoring gives it copies of them, as often as it is asked.
 */
export type Restore = () => void;

export interface Stateful {
  /** Keeps what this part holds now. The answer brings it back, any number of times. */
  save(): Restore;
}

/** One answer for several parts, restored in their order. */
export function saveAll(parts: Iterable<Stateful>): Restore {
  const restores = Array.from(parts, (part) => part.save());
  return () => {
    for (const restore of restores) restore();
  };
}

/** Of a map whose values are never changed in place. */
export function saveMap<K, V>(map: Map<K, V>): Restore {
  const kept = [...map];
  return () => {
    map.clear();
    for (const [key, value] of kept) map.set(key, value);
  };
}

/** Of a map whose values are changed in place, but hold only what is not. */
export function saveMapOfRecords<K, V extends object>(map: Map<K, V>): Restore {
  const kept = Array.from(map, ([key, value]): [K, V] => [key, { ...value }]);
  return () => {
    map.clear();
    for (const [key, value] of kept) map.set(key, { ...value });
  };
}
