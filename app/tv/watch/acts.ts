import { toggleFavourite } from '../cameras/habits'
import type { Services } from '../service/services'
import type { Place } from './model'
import type { Viewing } from './viewing'

/** What the colour keys do while watching; each gives the sentence that says what is so now. */

/** Adds or removes the camera from the favourites. */
export function turnFavourite({ store, words }: Services, { id, name }: Place): string {
  return toggleFavourite(store, id) ? words.watch.favouriteAdded(name) : words.watch.favouriteRemoved(name)
}

/** Turns the sound on or off; a camera without sound says so. */
export function turnSound({ video, player, words }: Services): string {
  video.muted = !video.muted
  if (player.view().sound === false) return words.watch.noSound
  return video.muted ? words.watch.soundOff : words.watch.soundOn
}

/** Begins or pauses the tour of the favourites. */
export function turnTour(viewing: Viewing, { words: { watch } }: Services): string {
  if (!viewing.touring) return viewing.startTour() ? watch.tourOn : watch.tourNothing
  viewing.stopTour()
  return watch.tourPaused
}
