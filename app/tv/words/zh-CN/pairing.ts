export const pairing = {
  unpaired: '这台机顶盒还没有和家庭配对',
  unpairedHelp: '请联系网格员或安装人员。',
  pairing: '正在和邻灯服务配对……',
  suspended: '这台机顶盒的配对还在等待确认。求助仍然可用。',
  offline: '连不上邻灯服务，正在重试。',
}
