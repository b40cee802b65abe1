import type { Camera, CameraList } from '../../app/contract/cameras'

/**
 * The wall of cameras as one would write it by hand without a library: tiles in a pool, filled anew, moved by
 * transforms. The same sizes, texts and keys as ours.
 */
const columns = 6
const visible = 3
const [stepX, stepY] = [272 + 19, 211 + 26]
const content = document.getElementById('content')!
const pool: HTMLElement[] = []
const shown: (Camera | null)[] = []
let cameras: Camera[] = []
let focus = 0
let first = 0
let focused: HTMLElement | null = null

const shapes: Record<Camera['kind'], string> = {
  gate: 'M14 34h22v86H14zM124 34h22v86h-22zM36 66h88v6H36zM36 104h88v6H36z',
  street: 'M62 10h36l58 110H4z',
  parking: 'M30 64 50 28h60l20 36zM16 62h128v36H16z',
  square: 'M10 60h140v50H10z',
  playground: 'M20 20h10v100H20zM130 20h10v100h-10zM20 20h120v10H20z',
  water: 'M0 60q20-20 40 0t40 0 40 0 40 0v60H0z',
  other: 'M80 10a40 40 0 1 1-1 0z',
}

function tileAt(index: number): HTMLElement {
  const slot = index % (columns * (visible + 2))
  let tile = pool[slot]
  if (tile === undefined) {
    tile = document.createElement('div')
    tile.innerHTML =
      '<div class="picture"><svg viewBox="0 0 160 120"><path></path></svg></div><div class="state"></div><div class="band"><b></b><span></span></div>'
    pool[slot] = tile
    content.appendChild(tile)
  }
  const camera = cameras[index] ?? null
  tile.style.display = camera === null ? 'none' : ''
  if (camera === null || shown[slot] === camera) return tile
  shown[slot] = camera
  tile.className = camera.status === 'offline' ? 'tile dark' : 'tile'
  tile.style.left = `${(index % columns) * stepX}px`
  tile.style.top = `${Math.floor(index / columns) * stepY}px`
  tile.querySelector('path')!.setAttribute('d', shapes[camera.kind])
  tile.querySelector('.state')!.textContent = camera.status === 'offline' ? '○ 离线' : '● 在线'
  tile.querySelector('b')!.textContent = String(camera.number)
  tile.querySelector('span')!.textContent = camera.name
  return tile
}

function draw(): void {
  const line = Math.floor(focus / columns)
  first = Math.max(line - visible + 1, Math.min(first, line))
  for (let index = Math.max(0, first - 1) * columns; index < (first + visible + 1) * columns; index++) tileAt(index)
  const next = tileAt(focus)
  if (focused !== next) focused?.classList.remove('focus')
  next.classList.add('focus')
  focused = next
  content.style.transform = `translateY(${-first * stepY}px)`
}

let drawing = false
window.addEventListener('keydown', (event) => {
  const steps: Record<string, number> = { ArrowDown: columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1 }
  const by = steps[event.key]
  // A held key never queues more than a frame, as ours.
  if (by === undefined || (event.repeat && drawing)) return
  event.preventDefault()
  drawing = true
  focus = Math.max(0, Math.min(focus + by, cameras.length - 1))
  draw()
  requestAnimationFrame(() => setTimeout(() => (drawing = false), 0))
})

document.body.classList.toggle('moves', location.search !== '?still')
document.getElementById('clock')!.textContent = '14:02'
fetch('v1/cameras')
  .then((answer) => answer.json())
  .then((list: CameraList) => {
    cameras = list.cameras
    draw()
    Object.assign(window, { plain: { focus: () => focus } })
  })
