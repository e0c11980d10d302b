/** Collections that no screen watches: what a state keeps for itself. Screens are told by the state's own fields. */

export const unwatchedMap = <Key, Value>(): Map<Key, Value> => new Map<Key, Value>();

export const unwatchedSet = <Value>(): Set<Value> => new Set<Value>();
