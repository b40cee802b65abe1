import type { Services } from '../service/services'
import type { BoxStore } from '../service/store'
import type { Habits } from './model'

const mostRecent = 8

/** The favourites and the last watched cameras of this box, by id; kept on the box and nowhere else. */
export function readHabits(store: BoxStore): Habits {
  return { favourites: ids(store.read('favourites')), recent: ids(store.read('recent')) }
}

/** Adds or removes a favourite, and gives the sentence that says which. */
export function turnFavourite({ store, words }: Services, { id, name }: { id: string; name: string }): string {
  const before = ids(store.read('favourites'))
  const is = before.indexOf(id) >= 0
  store.write('favourites', is ? before.filter((other) => other !== id) : before.concat(id))
  return is ? words.watch.favouriteRemoved(name) : words.watch.favouriteAdded(name)
}

/** Remembers that this camera was watched; the watch screen says so once a picture was seen. */
export function noteWatched(store: BoxStore, id: string): void {
  const others = ids(store.read('recent')).filter((other) => other !== id)
  store.write('recent', [id].concat(others).slice(0, mostRecent))
}

const ids = (stored: unknown): string[] =>
  Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : []
