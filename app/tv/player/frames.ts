/**
 * Tells of every frame that was painted, with its media time. Where the engine has no `requestVideoFrameCallback`, the
 * media time that moves on with enough data stands for it.
 */
export interface FrameWatch {
  /** Forgets the source so far: frames count again from the next source's metadata on. */
  restart(): void
  close(): void
}

export function watchFrames(video: HTMLVideoElement, painted: (mediaTime: number) => void): FrameWatch {
  const exact = typeof video.requestVideoFrameCallback === 'function'
  let handle: number | null = null
  let armed = false
  let last = -1

  const next = () => {
    handle = video.requestVideoFrameCallback((_now, frame) => {
      handle = null
      if (!armed) return
      next()
      painted(frame.mediaTime)
    })
  }
  const arm = () => {
    if (armed) return
    armed = true
    last = video.currentTime
    if (exact) next()
  }
  const restart = () => {
    armed = false
    if (handle !== null) video.cancelVideoFrameCallback(handle)
    handle = null
  }
  const moved = () => {
    if (exact || !armed || video.readyState < 2 || video.currentTime === last) return
    last = video.currentTime
    painted(last)
  }
  video.addEventListener('loadedmetadata', arm)
  video.addEventListener('timeupdate', moved)
  return {
    restart,
    close: () => {
      restart()
      video.removeEventListener('loadedmetadata', arm)
      video.removeEventListener('timeupdate', moved)
    },
  }
}
