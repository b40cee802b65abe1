import { useEffect, useRef, useState } from 'preact/hooks'
import type { DeskCamera } from '../contract/desk'
import type { Playback } from '../contract/playbacks'
import { call } from './service'
import { useWords } from './words'

/** How many pictures play at once beside an alarm. */
const tiles = 3
/** Tokens live five minutes: one lost renewal costs no picture. */
const renewMs = 120_000

/** `/live/<token>/` of an address. */
const tokenOf = (url: string) => url.slice(0, url.indexOf('/', '/live/'.length) + 1)

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
    const end = () => void call('DELETE', `/v1/desk/playbacks/${playback.id}`).catch(() => {})
    if (ending.aborted) return end()
    tell('opening')
    const { default: Hls } = await import('hls.js/light')
    const element = video.current
    if (ending.aborted || element === null || !Hls.isSupported()) {
      end()
      return tell('refused')
    }
    let path = playback.url
    const hls = new Hls({
      // No worker: the page's Content-Security-Policy allows none, and a tile needs none.
      enableWorker: false,
      backBufferLength: 5,
      maxBufferLength: 10,
      // Playlists name everything relative to the first token; the newest one stands in its place.
      xhrSetup: (request, url) => request.open('GET', url.replace(/\/live\/[^/]+\//, tokenOf(path)), true),
    })
    hls.on(Hls.Events.ERROR, (_, { fatal }) => {
      if (fatal) tell('stopped')
    })
    hls.loadSource(playback.url)
    hls.attachMedia(element)
    const keep = window.setInterval(() => {
      call<Playback>('POST', `/v1/desk/playbacks/${playback.id}/renewal`).then(
        ({ url }) => {
          path = url
        },
        // What was ended is refused at the next segment; a lost answer is asked for again.
        () => {},
      )
    }, renewMs)
    ending.addEventListener('abort', () => {
      window.clearInterval(keep)
      hls.destroy()
      end()
    })
  } catch {
    tell('refused')
  }
}
