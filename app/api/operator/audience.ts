import { channel } from '../events/bus'
import type { Service } from '../service'
import type { FileName } from './rules'
import type { Stored } from './store'

/** Above so many channels everybody is told to look again: cheaper than to find out whom it concerns. */
const many = 200

/** Gathers who must be told that lists may have changed. The telling names nothing: a listener may be denied it. */
export class Audience {
  readonly #channels = new Set<string>()
  #everybody = false

  constructor(private readonly neighbourhood: Pick<Service['neighbourhood'], 'audience'>) {}

  /** A row that is new, changed (both as it was and as it will be) or removed. */
  add(file: FileName, row: Stored): void {
    if (this.#everybody || file === 'duty.csv') return
    if (file === 'cameras.csv') {
      this.#channels.add(channel.area(String(row.area)))
      for (const name of this.neighbourhood.audience(String(row.id))) this.#channels.add(name)
    } else this.#channels.add(channelOf(file, row))
    if (this.#channels.size > many) this.#everybody = true
  }

  /** The channels to tell; `roots` are those of the areas under which everybody lives. */
  channels(roots: readonly string[]): string[] {
    return this.#everybody ? roots.map((root) => channel.area(root)) : [...this.#channels]
  }
}

function channelOf(file: FileName, row: Stored): string {
  switch (file) {
    case 'areas.csv':
      return channel.area(String(row.id))
    case 'groups.csv':
      return channel.group(String(row.id))
    case 'households.csv':
      return channel.household(String(row.id))
    case 'boxes.csv':
      return channel.household(String(row.household))
    default:
      return { household: channel.household, group: channel.group, area: channel.area }[
        row.subject_kind as 'household' | 'group' | 'area'
      ](String(row.subject))
  }
}
