import { Component } from '@lightningjs/core'
import { colour } from '../theme/tokens'
import { outlined } from '../widgets/shapes'
import { halfRingTexture } from './drawings'

interface RingSpec extends Component.TemplateSpec {
  radius: number
  tone: number
  Track: object
  Right: { Half: object }
  Left: { Half: object }
}

const line = 14

/** A ring that fills clockwise from the top: two halves that turn out of hiding, so that no texture is drawn anew. */
export class Ring extends Component<RingSpec> {
  declare radius: number
  declare tone: number

  override _setup(): void {
    const r = this.radius
    this.patch({
      w: 2 * r,
      h: 2 * r,
      Track: {
        x: line / 2 - 1,
        y: line / 2 - 1,
        texture: outlined(2 * r - line, 2 * r - line, r - line / 2, 4, colour.line),
      },
      Right: {
        x: r,
        w: r,
        h: 2 * r,
        clipping: true,
        Half: { texture: halfRingTexture('right', r, line, this.tone), pivotX: 0, pivotY: 0.5, rotation: -Math.PI },
      },
      Left: {
        w: r,
        h: 2 * r,
        clipping: true,
        Half: { texture: halfRingTexture('left', r, line, this.tone), pivotX: 1, pivotY: 0.5, rotation: -Math.PI },
      },
    } as never)
  }

  /** How full it is, 0 to 1. */
  fill(part: number): void {
    const turn = (share: number) => -Math.PI + Math.PI * Math.min(1, Math.max(0, share))
    this.tag('Right.Half')!.rotation = turn(part * 2)
    this.tag('Left.Half')!.rotation = turn(part * 2 - 1)
  }
}
