import { describe, expect, it } from 'vitest'
import { tokenize } from './chinese'

describe('where a line may break', () => {
  it.each([
    ['', []],
    ['东门', ['东', '门']],
    ['小区东门（夜视）：正常，好。', ['小', '区', '东', '门', '（夜', '视）：', '正', '常，', '好。']],
    ['“安静”时段', ['“安', '静”', '时', '段']],
    ['3号楼A座', ['3', '号', '楼', 'A', '座']],
    ['最后更新于 14:02', ['最', '后', '更', '新', '于', ' ', '14:02']],
    ['温度 3.5℃，湿', ['温', '度', ' ', '3.5℃，', '湿']],
    ['East gate grid', ['East', ' ', 'gate', ' ', 'grid']],
    ["don't stop, go.", ["don't", ' ', 'stop,', ' ', 'go.']],
    ['a\u200bb', ['a', 'b']],
    ['用f(x)算', ['用', 'f(x)', '算']],
    ['等等……好', ['等', '等……', '好']],
    ['𠮷野家', ['𠮷', '野', '家']],
    ['「你好」', ['「你', '好」']],
    ['http://a.b/c', ['http://a.b/c']],
  ])('%s', (text, tokens) => {
    expect(tokenize(text)).toEqual(tokens)
  })

  it.each(['，。、；：？！）》」', ',.;:?!'])('no line begins with one of %s', (marks) => {
    for (const mark of marks) {
      const tokens = tokenize(`东门${mark}西门${mark}${mark}北`)
      expect(tokens.filter((token) => token.charAt(0) === mark)).toEqual([])
      expect(tokens.join('')).toBe(`东门${mark}西门${mark}${mark}北`)
    }
  })
})
