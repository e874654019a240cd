/** Groups items by a key, both in the order they first appear. */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

/** Items by their id, for looking up. */
export function byId<Item extends { readonly id: string }>(items: Iterable<Item>): Map<string, Item> {
  return new Map(Array.from(items, (item) => [item.id, item]))
}
