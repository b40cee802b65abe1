/** A name in both of the demo's languages. */
export interface Name {
  zh: string
  en: string
}

/** Uniform in [0, 1): the same for the same seed, stream and index, in whatever order they are asked for. */
export type Draw = (stream: number, index: number) => number

/** Draws by hashing, so that a row needs none of those before it (the finaliser of MurmurHash3, public domain). */
export function makeDraw(seed: number): Draw {
  return (stream, index) => {
    let hash = Math.imul(index ^ Math.imul(stream + 1, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(seed + 1, 0xc2b2ae35)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
  }
}

/** One of a list. */
export function pick<T>(list: readonly T[], drawn: number): T {
  return list[Math.floor(drawn * list.length)]!
}

const pairs = (text: string): Name[] => text.split(' ').map((pair) => ({ zh: pair[0]!, en: pair.slice(1) }))

// The commonest come first and are drawn most: a hundred surnames stand for 85 of 100 people in China.
const surnames = pairs(
  '王Wang 李Li 张Zhang 刘Liu 陈Chen 杨Yang 黄Huang 赵Zhao 吴Wu 周Zhou 徐Xu 孙Sun 马Ma 朱Zhu 胡Hu 郭Guo 何He 林Lin 高Gao 罗Luo 郑Zheng 梁Liang 谢Xie 宋Song 唐Tang 许Xu 韩Han 邓Deng 冯Feng 曹Cao 彭Peng 曾Zeng 肖Xiao 田Tian 董Dong 潘Pan 袁Yuan 蔡Cai 蒋Jiang 余Yu 于Yu 杜Du 叶Ye 程Cheng 魏Wei 苏Su 吕Lü 丁Ding 任Ren 卢Lu 姚Yao 沈Shen 钟Zhong 姜Jiang 崔Cui 谭Tan 陆Lu 范Fan 汪Wang 廖Liao 石Shi 金Jin 韦Wei 贾Jia 夏Xia 付Fu 方Fang 邹Zou 熊Xiong 白Bai 孟Meng 秦Qin 邱Qiu 侯Hou 江Jiang 尹Yin 薛Xue 闫Yan 雷Lei 龙Long 陶Tao 贺He 顾Gu 毛Mao 郝Hao 龚Gong 邵Shao 万Wan 钱Qian 段Duan 史Shi 尚Shang 黎Li 常Chang 武Wu 乔Qiao 赖Lai 庞Pang 温Wen',
)
const given = pairs(
  '秀xiu 英ying 兰lan 国guo 强qiang 桂gui 芳fang 建jian 平ping 玉yu 梅mei 志zhi 远yuan 素su 珍zhen 明ming 华hua 春chun 燕yan 德de 胜sheng 美mei 玲ling 永yong 福fu 静jing 怡yi 长chang 青qing 小xiao 红hong 文wen 斌bin 月yue 娥e 保bao 淑shu 芬fen 海hai 涛tao 繁fan 荣rong 丽li 君jun 石shi 康kang 慧hui 敏min 金jin 水shui 彩cai 霞xia 思si 源yuan 立li 晓xiao 学xue 伟wei 民min 雪xue 琴qin 生sheng 雨yu 晴qing 天tian 佑you 家jia 栋dong 翠cui 子zi 涵han 宇yu 轩xuan 欣xin 然ran 佳jia 俊jun 杰jie 凤feng 军jun 勇yong 云yun 龙long 洁jie 波bo 鹏peng 飞fei 光guang 亮liang 东dong 山shan',
)
const places = pairs(
  '东Dong 西Xi 南Nan 北Bei 上Shang 下Xia 大Da 小Xiao 新Xin 古Gu 柳Liu 桃Tao 松Song 竹Zhu 梅Mei 荷He 桂Gui 枫Feng 茶Cha 稻Dao 石Shi 玉Yu 金Jin 银Yin 白Bai 青Qing 清Qing 云Yun 月Yue 龙Long 凤Feng 鹤He 泉Quan 灯Deng 福Fu 安An 永Yong 长Chang 和He 平Ping',
)
const placeEnds = pairs(
  '溪xi 河he 塘tang 湖hu 桥qiao 山shan 岭ling 坪ping 湾wan 港gang 泉quan 井jing 林lin 园yuan 庄zhuang 里li 坊fang 口kou 头tou 上shang 关guan 田tian 屯tun 寨zhai 洲zhou',
)
const gridPlaces: readonly Name[] = [
  ...[
    ['东门', 'East Gate'],
    ['西门', 'West Gate'],
    ['南门', 'South Gate'],
    ['北门', 'North Gate'],
    ['桥头', 'Bridgehead'],
    ['荷塘', 'Lotus Pond'],
    ['老街', 'Old Street'],
    ['茶园', 'Tea Garden'],
    ['河滨', 'Riverside'],
    ['学校', 'School'],
    ['集市', 'Market'],
    ['竹林', 'Bamboo Grove'],
    ['水塔', 'Water Tower'],
    ['粮站', 'Grain Station'],
    ['祠堂', 'Old Hall'],
    ['新区', 'New Quarter'],
    ['公园', 'Park'],
    ['车站', 'Station'],
  ].map(([zh, en]) => ({ zh: zh!, en: en! })),
]
const english = {
  first:
    'Mary James Anna John Grace Peter Helen David Rose Thomas Emily Robert Alice Henry Ruth Daniel Nora Samuel Clara George Elaine Martin Joyce Simon Irene Philip Vera Edwin Hazel Walter'.split(
      ' ',
    ),
  last: 'Smith Jones Taylor Brown Evans Wilson Thomas Roberts Walker Wright Robinson Thompson White Hughes Edwards Green Hall Wood Harris Lewis Martin Jackson Clarke Turner Hill Cooper Ward Morris Moore King'.split(
    ' ',
  ),
}

/** A person who was never born. One in ten has an English name, as a city of millions has. */
export function personName(draw: Draw, index: number): string {
  if (draw(2, index) < 0.1) return `${pick(english.first, draw(3, index))} ${pick(english.last, draw(4, index))}`
  // The square favours the front of the list, where the common surnames stand.
  const surname = pick(surnames, draw(3, index) ** 2)
  const first = pick(given, draw(4, index))
  return surname.zh + first.zh + (draw(5, index) < 0.15 ? '' : pick(given, draw(6, index)).zh)
}

/** A telephone number of eleven digits that begins with 100, as no mobile number does. */
export function phoneOf(index: number): string {
  const digits = String(index).padStart(8, '0')
  return `100-${digits.slice(0, 4)}-${digits.slice(4)}`
}

/** A county's, township's or village's name without its kind. */
export function placeName(draw: Draw, stream: number, index: number): Name {
  const first = pick(places, draw(stream, index * 2))
  const last = pick(placeEnds, draw(stream, index * 2 + 1))
  return { zh: first.zh + last.zh, en: first.en + last.en }
}

/** The grids of a village: first by what lies in them, then by number. */
export function gridName(position: number): Name {
  const { zh, en } = gridPlaces[position % gridPlaces.length]!
  const turn = Math.floor(position / gridPlaces.length)
  return turn === 0 ? { zh, en } : { zh: `${zh}${turn + 1}`, en: `${en} ${turn + 1}` }
}
