import { type Engine, type Reports, type Source, troubleOf } from './engine'
import { play } from './hls'
import { ask } from './probe'

/** The box's own HLS player: tells little, so the playlist is asked when it fails. Its token cannot be swapped. */
export function createNativeEngine(video: HTMLVideoElement, reports: Reports): Engine {
  let opened = 0
  let url = ''

  const failed = async () => {
    const mine = opened
    const codec = video.error?.code === 4
    if (video.error === null || url === '') return
    const { status } = await ask(reports.current(url))
    if (mine !== opened) return
    if (status !== 200) reports.trouble(troubleOf(status))
    else reports.trouble(codec && video.videoWidth === 0 ? 'codec' : 'media')
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
    close: release,
    keepLive: () => {
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
