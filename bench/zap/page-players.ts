/** Players beside ours on one page, each as its documentation has it. */
import Hls from 'hls.js'
import shaka from 'shaka-player'
import videojs from 'video.js'
import { firstFrame, theVideo } from './page'

/** Makes room for the next player: each gets a video element that no other has touched. */
let leave: () => unknown = () => undefined

async function free(): Promise<void> {
  await leave()
  leave = () => undefined
  document.body.innerHTML = '<video muted playsinline style="width:100%"></video>'
}

function play(): void {
  theVideo()
    .play()
    .catch(() => undefined)
}

/** hls.js: a new instance for each camera. */
function stock(): Zap {
  let hls: Hls | null = null
  leave = () => hls?.destroy()
  return (url) => {
    hls?.destroy()
    hls = new Hls()
    hls.loadSource(url)
    hls.attachMedia(theVideo())
    play()
  }
}

/** hls.js as it comes, but one instance that is given the next address. */
function oneInstance(): Zap {
  const hls = new Hls()
  hls.attachMedia(theVideo())
  leave = () => hls.destroy()
  return (url) => {
    hls.loadSource(url)
    play()
  }
}

function shakaPlayer(): Zap {
  shaka.polyfill.installAll()
  const player = new shaka.Player()
  const attached = player.attach(theVideo())
  leave = () => player.destroy()
  return async (url) => {
    await attached
    play()
    // A zap that overtakes another is told so; nobody waits for the one before.
    await player.load(url, null, 'application/x-mpegurl').catch(() => undefined)
    play()
  }
}

function videoJs(): Zap {
  const player = videojs(theVideo(), { html5: { vhs: { overrideNative: true } } })
  leave = () => player.dispose()
  return (url) => {
    player.src({ src: url, type: 'application/x-mpegURL' })
    player.play()?.catch(() => undefined)
  }
}

/** The engine's own HLS, where it has one. */
function native(): Zap {
  return (url) => {
    theVideo().src = url
    play()
  }
}

/** The floor: playlist, init and newest segment are fetched and appended, and nothing else is done. */
function bare(): Zap {
  let current: MediaSource | null = null
  return async (url) => {
    const source = new MediaSource()
    current = source
    theVideo().src = URL.createObjectURL(source)
    const opened = new Promise((done) => source.addEventListener('sourceopen', done, { once: true }))
    const playlist = await fetch(url).then((answer) => answer.text())
    const files = playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const init = /URI="([^"]+)"/.exec(playlist)?.[1] ?? ''
    const parts = await Promise.all(
      [init, files[files.length - 1] ?? ''].map((file) =>
        fetch(new URL(file, url)).then((answer) => answer.arrayBuffer()),
      ),
    )
    await opened
    if (current !== source) return
    const buffer = source.addSourceBuffer('video/mp4;codecs="avc1.64001f"')
    for (const part of parts) {
      buffer.appendBuffer(part)
      await new Promise((done) => buffer.addEventListener('updateend', done, { once: true }))
      if (current !== source) return
    }
    theVideo().currentTime = buffer.buffered.start(0)
    play()
  }
}

type Zap = (url: string) => unknown

const players: Record<string, () => Zap> = {
  bare,
  stock,
  'one instance': oneInstance,
  shaka: shakaPlayer,
  videoJs,
  native,
}
let zapTo: Zap = () => undefined

Object.assign(window, {
  /** Makes one of the players ready. */
  use: async (player: string) => {
    await free()
    zapTo = players[player]?.() ?? zapTo
  },
  /** Zaps it to a camera's media playlist. */
  zap: (url: string, camera: number) => {
    const done = firstFrame(camera, performance.now())
    zapTo(url)
    return done
  },
  playsNatively: () => document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== '',
  free,
})
