import { readHabits } from '../cameras/habits'
import { roomOf } from '../mosaic/room'
import type { Route } from '../routes'
import type { ScreenProps } from '../screen'
import type { Services } from '../service/services'
import type { BannerState } from './sentences'
import type { Viewing } from './viewing'

/** What keys do while watching; each gives the sentence that says what is so now. */

/** Turns the sound on or off; a camera without sound says so. */
export function turnSound({ video, player, words }: Services): string {
  video.muted = !video.muted
  if (player.view().sound === false) return words.watch.noSound
  return video.muted ? words.watch.soundOff : words.watch.soundOn
}

/** Begins or pauses the tour of the favourites. */
export function turnTour(viewing: Viewing, { words: { watch } }: Services): string {
  if (viewing.touring) {
    viewing.stopTour()
    return watch.tourPaused
  }
  const of = viewing.startTour()
  return of === null ? watch.tourNothing : watch.tourOn[of]
}

/**
 * Opens several pictures beside each other; whoever came from there goes back.
 * @returns why not, in words; null when it opened
 */
export function openSeveral({ services, shell }: ScreenProps, route: Route, id: string): string | null {
  const { size, limit } = roomOf(services)
  if (size === 1) return services.words.watch.onePicture[limit]
  if (route.screen === 'watch' && route.from === 'mosaic') shell.back()
  else shell.open({ screen: 'mosaic', id })
  return null
}

/** What the banner marks beside the camera, and what keys lead to. */
export function bannerState(services: Services, { place, touring, trail }: Viewing): BannerState {
  const { store, video, player } = services
  return {
    favourite: place !== null && readHabits(store).favourites.indexOf(place.id) >= 0,
    touring,
    muted: video.muted,
    silent: player.view().sound === false,
    mosaic: roomOf(services).size > 1,
    before: (trail?.before ?? null) !== null,
  }
}
