/** A region with its code (GB/T 2260) and the regions within it. */
export interface Region {
  name: string;
  code: string;
  children?: Region[];
}

/** A sample of China's regions. A phone has all of them. */
export const regions: Region[] = [
  province('北京市', '110000', city('北京市', '110100', { 东城区: '110101', 西城区: '110102', 朝阳区: '110105', 海淀区: '110108' })),
  province('上海市', '310000', city('上海市', '310100', { 黄浦区: '310101', 徐汇区: '310104', 浦东新区: '310115' })),
  province('浙江省', '330000',
    city('杭州市', '330100', { 上城区: '330102', 西湖区: '330106', 余杭区: '330110' }),
    city('宁波市', '330200', { 海曙区: '330203', 鄞州区: '330212' })),
  province('广东省', '440000',
    city('广州市', '440100', { 越秀区: '440104', 海珠区: '440105', 天河区: '440106' }),
    city('深圳市', '440300', { 罗湖区: '440303', 福田区: '440304', 南山区: '440305' })),
  province('四川省', '510000', city('成都市', '510100', { 锦江区: '510104', 青羊区: '510105', 武侯区: '510107' })),
]; // oxfmt-ignore

function province(name: string, code: string, ...within: Region[]): Region {
  return { name, code, children: within };
}

function city(name: string, code: string, districts: Record<string, string>): Region {
  return { name, code, children: Object.entries(districts).map(([district, own]) => ({ name: district, code: own })) };
}
