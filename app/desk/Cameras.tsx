import { useEffect, useRef, useState } from 'preact/hooks'
import type { DeskCamera } from '../contract/desk'
import type { Playback } from '../contract/playbacks'
import { call } from './service'
import { useWords } from './words'

/** How many pictures play at once beside an alarm. */
const tiles = 3

/** The cameras nearest to an alarm. Those that this desk may see play here; the others are named only. */
export function Cameras({ alarm, cameras, open }: { alarm: string; cameras: readonly DeskCamera[]; open: boolean }) {
  const { words } = useWords()
  return (
    <section class="card cameras">
      <h3>{words.cameras.title}</h3>
      {cameras.length === 0 && <p class="calm">{words.cameras.none}</p>}
      <ul>
        {cameras.map((camera, n) => (
          <li key={camera.id}>
            {open && n < tiles && camera.status !== 'offline' && <Tile camera={camera.id} alarm={alarm} />}
            <p class="camera">
              <b class="number">{camera.number}</b>
              <span>{camera.name}</span>
              <span class="calm">
                {camera.area.name}
                {camera.status === 'online' ? '' : ` · ${words.cameras.status[camera.status] ?? camera.status}`}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

type TileState = 'asking' | 'opening' | 'playing' | 'stopped' | 'refused'

/** One live picture, without sound and without controls; nothing at all where it is not allowed. */
function Tile({ camera, alarm }: { camera: string; alarm: string }) {
  const { words } = useWords()
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<TileState>('asking')

  useEffect(() => {
    const ending = new AbortController()
    void play(video, camera, alarm, setState, ending.signal)
    return () => ending.abort()
  }, [camera, alarm])

  if (state === 'refused') return null
  return (
    <div class={`tile ${state}`}>
      <video ref={video} muted playsInline autoPlay onPlaying={() => setState('playing')} />
      {state !== 'playing' && <span>{state === 'stopped' ? words.cameras.stopped : words.cameras.loading}</span>}
    </div>
  )
}

async function play(
  video: { current: HTMLVideoElement | null },
  camera: string,
  alarm: string,
  tell: (state: TileState) => void,
  ending: AbortSignal,
): Promise<void> {
  try {
    const playback = await call<Playback>('POST', '/v1/desk/playbacks', { camera_id: camera, alarm_id: alarm })
    if (ending.aborted) return
    tell('opening')
    const { default: Hls } = await import('hls.js/light')
    const element = video.current
    if (ending.aborted || element === null || !Hls.isSupported()) return tell('refused')
    // No worker: the page's Content-Security-Policy allows none, and a tile needs none.
    const hls = new Hls({ enableWorker: false, backBufferLength: 5, maxBufferLength: 10 })
    hls.on(Hls.Events.ERROR, (_, { fatal }) => {
      if (fatal) tell('stopped')
    })
    hls.loadSource(playback.url)
    hls.attachMedia(element)
    ending.addEventListener('abort', () => hls.destroy())
  } catch {
    tell('refused')
  }
}
