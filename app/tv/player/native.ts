import type { Engine, Reports, Source } from './engine'
import { play } from './hls'
import { look } from './probe'

/** Players say "cannot be decoded" of a camera that was away, too: it is believed when it is said of good answers again. */
const sure = 2

/** The box's own HLS player: tells little, so the playlist is asked when it fails. Its token cannot be swapped. */
export function createNativeEngine(video: HTMLVideoElement, reports: Reports): Engine {
  let opened = 0
  let url = ''
  let refusals = 0

  const failed = async () => {
    const mine = opened
    if (video.error === null || url === '') return
    const refused = video.error.code === 4 && video.videoWidth === 0
    const answer = await look(reports.current(url), () => false)
    if (mine !== opened) return
    if (answer === 'denied') return reports.trouble('denied')
    if (answer !== 'moved') return reports.trouble('network')
    if (refused) refusals++
    reports.trouble(refusals >= sure ? 'codec' : 'stuck')
  }
  const release = () => {
    opened++
    url = ''
    video.removeEventListener('error', failed)
    if (!video.hasAttribute('src')) return
    video.removeAttribute('src')
    video.load()
  }

  return {
    open: (source: Promise<Source>) => {
      release()
      const mine = opened
      source.then(
        (known) => {
          if (mine !== opened) return
          url = known.url
          reports.loading()
          video.addEventListener('error', failed)
          video.src = reports.current(url)
          play(video)
        },
        () => {},
      )
    },
    hold: () => {
      opened++
      video.removeEventListener('error', failed)
      video.pause()
    },
    close: () => {
      refusals = 0
      release()
    },
    keepLive: () => {
      refusals = 0
      const { seekable } = video
      const end = seekable.length > 0 ? seekable.end(seekable.length - 1) : 0
      // Native players keep three segments; much more than the longest usual three is a picture that fell behind.
      if (Number.isFinite(end) && end - video.currentTime > 20) video.currentTime = end - 4
      if (video.paused) play(video)
    },
    sound: () => null,
    programmeTime: (mediaTime) => {
      const start = (video as { getStartDate?: () => Date }).getStartDate?.().getTime()
      return start === undefined || Number.isNaN(start) ? null : { taken: start + mediaTime * 1_000, sequence: 0 }
    },
  }
}
