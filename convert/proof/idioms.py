"""Set phrases of four characters: one that stands with a wrong character, or without its last.

A phrase is known by either of its halves; only phrases stand here whose halves belong to no other phrase in common use.
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.proof.text import Passage, Rule
from convert.proof.wording import MISSPELT_WORDS

_IDIOMS = """
既往不咎 各执己见 众口一词 环环相扣 一模一样 一目了然 一视同仁 一丝不苟 一如既往 一以贯之 一鼓作气 一筹莫展 一帆风顺 一席之地
一蹴而就 一脉相承 一应俱全 一尘不染 一望无际 一窍不通 一概而论 一拥而上 一朝一夕 一劳永逸 一马当先 一往无前 一呼百应 一锤定音
七嘴八舌 七上八下 三令五申 三言两语 四通八达 四面八方 五花八门 五彩缤纷 五湖四海 千方百计 千家万户 千军万马 千篇一律 千载难逢
千辛万苦 千钧一发 万无一失 万众一心 万紫千红 百折不挠 百花齐放 百感交集 百炼成钢 半途而废 半信半疑 举一反三 举世瞩目 举足轻重
举世闻名 举步维艰 事半功倍 事无巨细 事在人为 井井有条 井然有序 有条不紊 有声有色 有目共睹 有的放矢 有口皆碑 有机可乘 有始有终
交头接耳 亡羊补牢 人山人海 人尽其才 人声鼎沸 人才济济 仗义执言 任劳任怨 任重道远 众志成城 众所周知 众目睽睽 优胜劣汰 似曾相识
低声下气 体贴入微 何去何从 作壁上观 依依不舍 供不应求 侃侃而谈 信口开河 信心百倍 俯首帖耳 偃旗息鼓 光明正大 克己奉公 入木三分
全力以赴 全神贯注 公而忘私 再接再厉 冰天雪地 冰清玉洁 出类拔萃 出谋划策 出其不意 出乎意料 分秒必争 刻不容缓 前所未有 力所能及
力不从心 功不可没 功亏一篑 功成名就 助人为乐 勇往直前 勤勤恳恳 勤俭节约 包罗万象 化险为夷 千锤百炼 南辕北辙 博大精深 博采众长
卧薪尝胆 历历在目 厚积薄发 原封不动 发愤图强 取长补短 取之不尽 受益匪浅 叹为观止 司空见惯 吃苦耐劳 各抒己见 各尽所能 各司其职
各行其是 各有千秋 合情合理 同甘共苦 同舟共济 同心协力 名列前茅 名副其实 名不虚传 后顾之忧 听之任之 周而复始 呕心沥血 和颜悦色
和蔼可亲 喜闻乐见 喜出望外 喜气洋洋 喜笑颜开 噤若寒蝉 囫囵吞枣 因地制宜 因势利导 因材施教 因小失大 固步自封 墨守成规 坚如磐石
坚定不移 声势浩大 多姿多彩 大刀阔斧 大公无私 大张旗鼓 大同小异 大显身手 大名鼎鼎 天南海北 天翻地覆 夜以继日 奋不顾身 奋发图强
如火如荼 如虎添翼 如鱼得水 如履薄冰 如愿以偿 如期而至 如饥似渴 如释重负 孜孜不倦 孜孜以求 守望相助 守口如瓶 安居乐业 安然无恙
实事求是 家喻户晓 家家户户 容光焕发 寥寥无几 寸步难行 对症下药 层出不穷 居安思危 川流不息 左右为难 左顾右盼 平易近人 并驾齐驱
并肩作战 异口同声 异彩纷呈 弄虚作假 引人入胜 引以为戒 张灯结彩 当仁不让 当之无愧 形影不离 形形色色 循序渐进 循规蹈矩 心急如焚
心潮澎湃 心旷神怡 心悦诚服 心甘情愿 心有余悸 志同道合 忧心忡忡 忠心耿耿 念念不忘 怨声载道 急功近利 急流勇进 恰到好处 恪尽职守
恍然大悟 情不自禁 情有独钟 惊心动魄 惊慌失措 惊涛骇浪 想方设法 愁眉苦脸 慷慨解囊 成千上万 成竹在胸 我行我素 截然不同 扎扎实实
扪心自问 扬长避短 扬眉吐气 披星戴月 披荆斩棘 抛砖引玉 抑扬顿挫 拍手称快 拐弯抹角 拔地而起 持之以恒 挂一漏万 指手画脚 按部就班
按图索骥 挑灯夜战 振奋人心 振聋发聩 挺身而出 捷足先登 排忧解难 排山倒海 推心置腹 推陈出新 措手不及 提心吊胆 提纲挈领 摩拳擦掌
摩肩接踵 支支吾吾 改头换面 改弦更张 攻坚克难 攻无不克 敬而远之 整装待发 整齐划一 斗志昂扬 斤斤计较 断章取义 方兴未艾 无微不至
无可厚非 无可奈何 无动于衷 无济于事 无所事事 无所适从 无影无踪 无能为力 无与伦比 日新月异 日积月累 日晒雨淋 旗帜鲜明 旗开得胜
显而易见 星罗棋布 春暖花开 春风化雨 昙花一现 暴露无遗 曲径通幽 朝气蓬勃 朝夕相处 本末倒置 杞人忧天 来之不易 来龙去脉 杯水车薪
杳无音信 栩栩如生 根深蒂固 格格不入 欢欣鼓舞 欢聚一堂 欣欣向荣 欣喜若狂 此起彼伏 步履蹒跚 步履维艰 死灰复燃 殚精竭虑 比比皆是
毛遂自荐 毫无疑问 水到渠成 水落石出 永垂不朽 汗流浃背 汗马功劳 沁人心脾 没精打采 沧海桑田 沾沾自喜 波澜壮阔 波涛汹涌 泰然处之
洋洋洒洒 洗耳恭听 津津有味 津津乐道 浑水摸鱼 浩浩荡荡 浅尝辄止 海阔天空 海纳百川 淋漓尽致 深思熟虑 深谋远虑 混为一谈 满载而归
潜移默化 潸然泪下 灯火通明 灯火辉煌 炉火纯青 炙手可热 烟消云散 热火朝天 热泪盈眶 热血沸腾 焕然一新 熙熙攘攘 熠熠生辉 熟能生巧
熟视无睹 爱不释手 爱岗敬业 爱莫能助 独树一帜 独一无二 独具匠心 狼吞虎咽 玩忽职守 班门弄斧 理直气壮 琳琅满目 瓜熟蒂落 生机勃勃
生龙活虎 画龙点睛 画蛇添足 疲于奔命 痛改前非 登峰造极 百废待兴 皆大欢喜 盛况空前 目不暇接 目不转睛 目瞪口呆 直言不讳 直截了当
相得益彰 相辅相成 相提并论 相濡以沫 眉开眼笑 眼花缭乱 着手成春 石破天惊 硕果累累 神采奕奕 移风易俗 稳扎稳打 穷追不舍 突飞猛进
立竿见影 精益求精 精兵简政 精雕细琢 精神抖擞 精神焕发 精打细算 络绎不绝 绘声绘色 继往开来 绰绰有余 绞尽脑汁 缩手缩脚 罄竹难书
置之不理 置若罔闻 群策群力 耐人寻味 耳目一新 耳濡目染 耳熟能详 肃然起敬 胆战心惊 胜券在握 胸有成竹 能工巧匠 能歌善舞 脍炙人口
脚踏实地 脱颖而出 自强不息 自力更生 自告奋勇 自言自语 自愧不如 自始至终 舍生忘死 良师益友 艰苦卓绝 色彩斑斓 茁壮成长 草木皆兵
莫衷一是 落花流水 落叶归根 著书立说 蒸蒸日上 蓄势待发 虎视眈眈 虚怀若谷 行稳致远 街头巷尾 见微知著 见义勇为 见缝插针 言传身教
言简意赅 言归正传 言而有信 计上心来 记忆犹新 讳疾忌医 设身处地 语重心长 诲人不倦 谆谆教导 走马观花 走投无路 起死回生 趁热打铁
跃跃欲试 跃然纸上 踌躇满志 身先士卒 身临其境 转危为安 轻而易举 轻车熟路 载歌载舞 辗转反侧 迎刃而解 迎难而上 迎头赶上 近在咫尺
返璞归真 迫不及待 迫在眉睫 退避三舍 逆水行舟 逍遥法外 通俗易懂 道听途说 遥遥领先 避重就轻 郁郁葱葱 酣畅淋漓 里应外合 量体裁衣
量力而行 金碧辉煌 鉴往知来 锦上添花 锲而不舍 长年累月 长治久安 门庭若市 闻鸡起舞 防患未然 防微杜渐 阳奉阴违 陈词滥调 随波逐流
随遇而安 难能可贵 雨后春笋 雪中送炭 雷厉风行 震耳欲聋 青出于蓝 非同小可 面目全非 面面俱到 顺理成章 顾此失彼 顾全大局 风雨同舟
风雨无阻 风尘仆仆 风吹雨打 风平浪静 饮水思源 饱经风霜 首屈一指 马到成功 马不停蹄 驾轻就熟 高瞻远瞩 高枕无忧 鬼斧神工 鱼目混珠
鸦雀无声 鹤立鸡群 鼎力相助 齐头并进 龙腾虎跃 密密麻麻 整整齐齐 清清楚楚 踏踏实实 兢兢业业 熙来攘往 戒骄戒躁 不遗余力 不可或缺
不胫而走 不约而同 不谋而合 不言而喻 不屈不挠 不可思议 不慌不忙 不折不扣 不辞辛苦 不辞劳苦 不厌其烦 义不容辞 义无反顾 久久为功
行之有效 保驾护航 建功立业 齐抓共管 统筹兼顾 开拓进取 砥砺奋进 求真务实 真抓实干 埋头苦干 查漏补缺 举手之劳
循环往复 触手可及 恪守不渝 潜心钻研 赏心悦目 心领神会 心照不宣 心有灵犀 心平气和 手忙脚乱 手足无措 不知所措 不假思索 不计其数
不可替代 顺手牵羊 望而却步 望尘莫及 相依为命 相差无几 相映成趣 与众不同 众口难调 争分夺秒 争先恐后 争奇斗艳 乐此不疲 乘风破浪
与时俱进 世外桃源 丢三落四 为非作歹
"""
# right as they stand, though a character apart from one of the above
_RIGHT = """
原样不动 因时制宜 因人制宜 无精打采 精彩纷呈 自行其是 各行其道 谆谆教诲 齐心协力 风吹雨淋 风吹日晒 不期而至 如约而至 蜂拥而上
知难而上 一望无边 百花盛放 百花竞放 百花怒放 万众同心 名列前列 名列前三 名列前五 名列前十 坚定不动 坚定不变 并无疑问 振奋人们
分忧解难 一显身手 各尽其职 各显所能 各展所能 各尽其能 有隙可乘 获益匪浅 不胜其烦 不辞辛劳 齐聚一堂 汇聚一堂 相聚一堂 共聚一堂
尽力而行 不慌不乱 面目一新 义无返顾 三十五次 一马平川 满载而来 满载而去 声势浩荡 如期而来 相提而论 逆势而上 不可思量 同舟共渡
千山万水
"""
_SET = frozenset(_IDIOMS.split())
_KNOWN = _SET | frozenset(_RIGHT.split())
_HAN = re.compile("[\u4e00-\u9fff]{4}")
_HALF = 2


def _by_half(begin: int) -> dict[str, tuple[str, ...]]:
    halves: dict[str, list[str]] = defaultdict(list)
    for idiom in sorted(_SET):
        halves[idiom[begin:begin + _HALF]].append(idiom)
    return {half: tuple(idioms) for half, idioms in halves.items()}


_HEADS, _TAILS = _by_half(0), _by_half(_HALF)


def wrong_character(passage: Passage) -> Iterator[Diagnostic]:
    """P103: 一幕了然, 循序渐 with nothing behind it."""
    text = passage.text
    for i in range(len(text) - _HALF + 1):
        for idiom in _HEADS.get(text[i:i + _HALF], ()):
            if found := _damaged(text, i, idiom):
                yield passage.finding("P103", i, i + len(found), right=idiom)
        for idiom in _TAILS.get(text[i:i + _HALF], ()) if i >= _HALF else ():
            if found := _other_head(text[i - _HALF:i + _HALF], idiom):
                yield passage.finding("P103", i - _HALF, i + _HALF, right=idiom)


def _damaged(text: str, begin: int, idiom: str) -> str:
    """What stands at `begin` for `idiom` with its third or fourth character wrong or the fourth lost; "" for anything else."""
    found = text[begin:begin + len(idiom)]
    if found[:3] == idiom[:3] and not _HAN.fullmatch(found):
        return found[:3]
    alike = (found[2:3] == idiom[2]) != (found[3:4] == idiom[3])
    return found if alike and _doubtful(found) else ""


def _other_head(found: str, idiom: str) -> str:
    alike = (found[0] == idiom[0]) != (found[1] == idiom[1])
    return found if alike and _doubtful(found) else ""


def _doubtful(found: str) -> bool:
    return bool(_HAN.fullmatch(found)) and found not in _KNOWN and not MISSPELT_WORDS.search(found)


RULES: tuple[Rule, ...] = (wrong_character,)
