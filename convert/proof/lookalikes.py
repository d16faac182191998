"""One character taken for another that looks or sounds alike: by a list of common words, and by what the issue itself says.

A word is doubted when a character of it stands for a look-alike (修息 for 休息) and its neighbours leave no other words there.
"""
from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.proof.commonwords import KNOWN, WORDS
from convert.proof.text import Passage, Rule
from convert.proof.wording import MISSPELT_WORDS

# characters of one group are taken for each other by readers, scanners and input methods
_GROUPS = """
掌常 没投役 拖施 待侍 音因 购够 计记 果裹 诊珍 名明 环还 意义 做作 燕雁 梢捎 季李 己已巳 未末 曰日 土士 人入 干千于 大太犬夭天
侯候 拔拨拢 徒徙 治冶 班斑 辩辨辫 峪屿 礁焦蕉樵憔瞧 汐夕 河何 联连 休体修 纽组 全仝金 而面 坏坯环怀 明名 规归 息熄 衣依 凳登橙
屈屉 暑署 苏舒 休修 象像 赚嫌 反返 映应 报抱 导道 制治 订定 型形 度渡 座坐 带戴待 具俱 密蜜 凭评 径经 竞竟竞 历厉励 练炼 蓝篮
拦栏 累垒 例列 粮梁粱 辆量 领岭 留流 录绿禄 略掠 论伦轮 逻罗 络洛 码吗 漫慢 茂贸 门们 盟萌 密秘 免勉 描瞄 摸模 魔摩 末沫 陌默
莫漠 幕暮慕墓募 那哪 纳呐 耐奈 恼脑 内纳 念捻 农浓 努怒 偶遇 排徘 盘盆 判叛 培陪赔 配佩 捧棒 碰蹦 批披 皮疲 偏编篇 票漂飘 拼拚
贫频 品晶 坪评平 坡波 破坡 仆扑朴 普谱 期其 齐济 企启起 气汽 器气 迁千 签鉴 前钱 欠歉 抢枪 强墙 桥侨 巧窍 切彻 亲新 侵浸 勤勒
青清请情晴 轻经 庆床 穷究 秋愁 求球 区驱 曲屈 渠集 取娶 趣去 权全 劝勤 缺决 确却 群裙 燃然 热熟 任认 仍扔 容溶 荣融 柔揉 如加
入八 软转 锐说 弱若 散撒 桑嗓 扫归 色包 森林 杀刹 沙纱砂 山仙 闪问 善擅 伤商 上土 稍梢 少小 绍招 设没 社杜 射身 摄慑 伸申 深探
审宙 升生 声生 胜性 剩乘 施旋 失夫矢 师帅 十士 石右 时对 识职 实买 史吏 使便 示未 世式 事亊 势式 是足 适试 室宝 收牧 手毛 首道
受爱 授援 书节 输轮 熟热 术木 束柬 述迷 树村 数教 衰哀 双又 水永 睡捶 顺须 说悦 思恩 司同 私和 死列 四匹 似以 送迭 搜授 素索
速束 诉斥 算真 虽岁 随陏 损捐 索素 他地 台合 态恋 谈淡 探深 堂常 糖塘 讨付 特持 提题 体休 田由甲 条备 铁铣 厅斤 停亭 通道 同司
铜洞 统纯 投设 头买 突究 图圄 团困 推准 退迟 托拖 脱说 外处 弯湾 完宪 晚挽 万方 网冈 往住 忘忙 望塑 危厄 微徽 为力 围国 维推
伟纬 委季 位住 文丈 闻间 问向 我找 卧队 握据 污汗 屋居 无元 五王 午牛 务夯 物特 误娱 西酉 希布 析折 牺栖 息思 习刁 席度 系糸
细纳 下卜 夏复 先光 险检验 显昱 县具 现视 线钱 限很 相想 乡多 响晌 项顷 向间 象豪 消悄销削 小少 校较 效郊 协胁 写与 谢射 心必
新薪 信言 兴头 行衍 幸辛 性姓 修悠 需须 许评 序予 续读 宣宜 选远 学字 血皿 寻导 训川 讯迅 压庄 牙才 严产 言信 研石 颜额 眼跟
演寅 验险 阳阴 样洋 养美 要耍 药约 业亚 夜液 一二 医区 已己 以似 易昜 艺亿 役没 译泽 意竟 义叉 因困 音意 银很 引弓 印卯 英央
营莹 迎仰 影景 拥佣 永水 用甩 优忧 油抽 由田 友发 有冇 右石 于干 余徐 鱼角 与写 雨两 语浯 玉王 预顶 员贝 原源愿 圆园 远近 院阮
约药 月用 越起 云去 允充 运远 杂朵 再冉 在左 早旱 造选 责贵 则侧测 增赠 展层 占古 站钻 战站 张帐账胀 章障 招绍 照熙 找我 折析
者看 这边 真直 争挣 整正 正止 证征 政改 支技枝 知和 职识 直真 值植 指拍 只贝 纸低 志致 制刺 质货 至致 置直 中巾 终经 钟种 重量
众从 周同 主王 住往 助肋 注往 祝视 专传 转软 装袋 状壮 追迫 准淮 着看 资质 子于 自白 字学 总急 走赴 足是 族旅 组祖 最量 遵尊
作昨 做故 抓爪 冰水 拴栓 闸匣 鸣呜 幅副 棵颗 粘沾 泄泻 陷馅 誊眷 籍藉 肓盲 戍戌戊 茶荼 祟崇 赢羸 亳毫 沏彻 妨防 仿访 纷份 愤奋
浮扶 腐府 附付 复覆 概慨 竿杆 缸肛 岗冈 工公功 攻功 供贡 购构 估沽 固故 管官 贯惯 灌罐 广厂 轨轧 贵责 滚浪 郭廓 果呆 裹裏 海悔
函涵 寒塞 旱早 航肮 豪毫 合和 核该 贺货 恒垣 哄烘 厚原 呼乎 壶壸 互瓦 户卢 护炉 花化 华毕 滑猾 划化 话活 欢观 缓援 换唤 患悲
皇黄 灰炭 挥辉 恢灰 回因 汇江 会舍 慧惠 昏婚 混棍 或惑 货贷 获荻 击出 机饥 积只 基墓 激缴 及极 级极 急总 集渠 挤济 季委 计汁
纪己 技枝 济挤 继断 加如 夹夾 家冢 假暇 价阶 驾架 坚竖 间问 艰难 监蓝 检捡 简间 见贝 件仵 建健 渐浙 箭剪 江汗 将奖 讲进 降隆
交文 焦蕉 脚角 教数 轿桥 接按 街衔 阶价 节书 洁浩 结给 截栽 解触 介价 界届 借错 今令 仅汉 紧索 尽昼 近进 劲颈 京景 惊掠 精清
景影 警惊 净静 境镜 究穷 九几 久欠 酒洒 旧日 救求 就京 局居 举誉 巨臣 拒柜 据剧 距拒 聚骤 捐损 卷券 决诀 绝艳 军车 均匀 开井
刊列 看着 康庸 抗坑 考老 靠告 科料 壳売 可司 克兄 刻该 客容 课裸 肯背 空室 孔扎 恐巩 控腔 口日 扣和 苦若 库车 快块 宽览 款欺
况兄 矿旷 亏污 困因 扩护 阔括
"""
# what looks like a wrong word and is right, or parts of two words that meet
_RIGHT = """
江而 海而 适用 试点 听悦 类推 问侯 演进 室调 行改 面时 一志 一真 一置 一至 一钱 万向 万面 不是 两具 两天 两水 两衣 中向 中必
中署 中问 中闻 为度 为量 主官 主提 主认 之钱 乘余 书居 书日 书目 书约 书而 书驾 买现 交件 交字 交留 交讨 交道 交附 亲闻 人公
人功 人口 人教 人门 今大 任为 优性 传家 传门 伤日 伤量 位直 住往 体改 体治 体理 体视 体验 体险 佩带 便用 修会 修假 修定 修政
做事 八口 公人 公作 公序 公能 公评 公装 其间 其限 其地 冰面 准进 减小 出人 出视 分种 列人 制订 力渡 力最 力重 加人 动特 劳动看
化园 区生 区动 区疗 区药 区院 单住 厂大 原意 又方 及对 口装 只累 台作 台同 台理 台价 司以 司时 司能 司意 司志 号吗 各届 同到
同围 同对 同音 同致 同边 名学 和人 和作 和同 和理 和识 和适 和除 商口 商重 回为 因力 因家 因索 因难 困体 地医 地而 坐位 型式
声名 处包 处来 处直 备件 外置 外理 多小 多村 大为 大形 大最 大气 大重 大药 大依 天量 天力 天海 天衣 天家 天约 如入 子学 子是
子于 字习 字院 季书 学较 定其 实视 室间 家入 家县 家俱 对干 对千 对子 对带 对戴 对期 对钟 对间 导志 导理 导路 小对 少时 少组
少说 尽为 局住 局民 层开 展次 展未 山岗 工予 工入 工共 工能 工质 工告 工平 工布 工开 工园 工里 工司 工夫 工舍 工昨 己经 帐本
干是 平价 平对 平比 平评 年经 应总 度过 建投 开没 开投 引企 张本 归化 归程 往意 征书 待动 待领 很行 性利 性货 性资 性名 急体
急求 息想 息维 悲者 情理 情单 想关 成公 成工 成热 或看 房于 手拍 护土 护大 报导 拍出 拖管 持读 指未 按到 按班 按待 据手 排冰
排死 探入 接带 接照 接解 接戴 推修 摄景 擅于 收人 收八 改治 改选 政制 政造 政进 数学 数重 文学 文名 料学 料技 断续 新自 新间
方而 方问 方使 施公 旅容 日其 日号 日堂 时于 时其 时向 时待 时种 时问 明自 更依 最远 最经 最进 月户 有很 期列 期向 期中 期问
本入 机体 机治 机购 权体 权部 权面 村立 来愿 标致 校大 校时 林林 案列 正改 正治 民旅 气具 气车 水而 水远 江报 江总 治作 治度
注音 流冰 流下 测重 深人 源来 港医 港日 渠中 渠首 渠体 渠导 渠通 满是 灰复 物别 物点 物留 物色 特包 特质 状大 王任 王张 王动
理轮 生级 生明 生严 用必 甲于 甲地 由地 由子 由千 由干 田于 留水 白大 真买 着到 石边 研油 社医 究出 空内 空向 站士 竟识 竟争
竟赛 等带 管通 管方 篇写 类形 纯一 纳人 细入 细必 经点 经检 经堂 给合 维体 维特 绿花 编与 考人 者到 者见 自燃 自已 致向 色装
节面 苦干 荣入 融人 行赴 街接 街通 表未 要救 要球 见而 规化 视贫 言心 计化 讲行 讲活 设有 设入 设条 设直 证名 证文 评时 识业
该实 该查 调正 货特 货量 质最 质重 质料 起业 起用 越来 身修 车人 车坐 车量 车战 轻过 较对 较太 输人 近入 进人 进话 远行 连读
迟出 选成 途经 通和 通理 通路 道致 道知 道过 道报 部们 量大 量点 量高 量重 量后 量要 金部 钱路 钱进 钱往 错书 长运 间化 间单
附款 难难 雨大 青天 靠进 面备 面只 顶算 须要 风检 首理 密密 均均 艰艰 森森 总给 体假 体捡 养美 分解 竞竟 入行 字校 平议 时简
情天 条列 算正 开慕 门们 面门 数师 老帅 征交 征明 上士 上土 事事 日光 时差 公工 台下 明天 近前 正在 学字 物物 内心 生性 性生
情意 事干 事千 千事 就是 就着 看着 着看 直直 问问 间间 间问 说说 一二 二一 三五 下下 大大 太大 大太 人入 入人 末日 末期 末端
期末 年末 周末 月末 岁末 末梢 摸象 摸样 没资 没票 没入 没设 没备 没计 没置 没诉 投施 投置 投计 投质 巡险 日掌 入车 加下 知下
铁下
"""
_GROUP_OF: dict[str, str] = {}
for _group in _GROUPS.split():
    for _char in _group:
        _GROUP_OF[_char] = _GROUP_OF.get(_char, "") + _group.replace(_char, "")
_WORD = 2           # characters of the words that are looked for
_CONTEXT = 4        # characters whose other occurrences say what one of them should be
_OFTEN = 3
_COMMON_PAIRS = frozenset("做作一二三四五六七八九十百千的地得和与已中大小人入他她它那哪这是在再要上下干用又向时日月")
_HAN = re.compile("[\u4e00-\u9fff]")
_NAME = re.compile("[\u4e00-\u9fff0-9A-Z“”《》]+")


@functools.cache
def _wrong_forms() -> dict[str, str]:
    """Every word of two characters with one exchanged for its look-alike, by the word it should be."""
    allowed = KNOWN | frozenset(_RIGHT.split())
    forms: dict[str, str] = {}
    for word in sorted(w for w in WORDS if len(w) == _WORD):
        for i, char in enumerate(word):
            for other in _GROUP_OF.get(char, ""):
                wrong = word[:i] + other + word[i + 1:]
                if wrong not in allowed and not MISSPELT_WORDS.search(wrong):
                    forms.setdefault(wrong, word)
    return forms


def words(passage: Passage) -> Iterator[Diagnostic]:
    """P104: 修息 for 休息."""
    text, wrong = passage.text, _wrong_forms()
    for i in range(len(text) - 1):
        right = wrong.get(text[i:i + _WORD])
        if right and text[i - 1:i + 1] not in KNOWN and text[i + 1:i + 1 + _WORD] not in KNOWN:
            yield passage.finding("P104", i, i + _WORD, right=right)


def unlike_the_rest(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P105: 南峪作业 once in an issue that says 南屿作业 again and again."""
    grams = Counter(p.text[i:i + _CONTEXT] for p in passages for i in range(len(p.text) - _CONTEXT + 1))
    for passage in passages:
        last = -1
        for i in range(len(passage.text) - _CONTEXT + 1):
            gram = passage.text[i:i + _CONTEXT]
            if grams[gram] == 1 and i > last and (usual := _usual(passage.text, i, grams)):
                last = i + _CONTEXT
                yield passage.finding("P105", i, last, usual=usual, count=grams[usual])


def _usual(text: str, begin: int, grams: Counter[str]) -> str:
    """The form that stands often for the characters at `begin`, with a look-alike in one place; "" for none.  The first and
    the last of them are doubted only where a word ends: beside anything that is not Han."""
    gram = text[begin:begin + _CONTEXT]
    first = 1 if _HAN.match(text[max(0, begin - 1):begin]) else 0
    end = _CONTEXT - 1 if _HAN.match(text[begin + _CONTEXT:begin + _CONTEXT + 1]) else _CONTEXT
    for n in range(first, end):
        for other in _GROUP_OF.get(gram[n], "") if gram[n] not in _COMMON_PAIRS else "":
            usual = gram[:n] + other + gram[n + 1:]
            if grams[usual] >= _OFTEN and _NAME.fullmatch(gram):
                return usual
    return ""


RULES: tuple[Rule, ...] = (words,)
