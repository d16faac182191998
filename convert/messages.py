"""Every message a person can be shown, by code: (severity, text, hint).  Chinese first; the hint names the next thing to do.

Letters: R reader, M metadata, S style, F font, L layout, P proof, V variant, W writer, B build.  A code never changes its meaning.
"""
from __future__ import annotations

MESSAGES: dict[str, tuple[str, str, str]] = {
    # --- R: reader ---
    "R001": ("ERROR", "YAML 读不懂：{problem}", "检查这一行和上一行的缩进、冒号和引号；键后面要用半角冒号加一个空格"),
    "R002": ("ERROR", "文件过大：{count} 个字符，上限 {limit}", "把它拆成几篇"),
    "R003": ("ERROR", "键 {key} 重复了（第 {line} 行已有）", "删去一个"),
    "R004": ("ERROR", "嵌套超过 {limit} 层", "减少层次"),
    "R005": ("ERROR", "不支持 YAML 的锚点与别名（&、*）", "把内容照写一遍；以 * 或 & 开头的文字请加引号"),
    "R006": ("ERROR", "键必须是简单的文字", "检查这一行的冒号和缩进"),
    "R007": ("ERROR", "这里要的是“键: 值”", "每行写一个键，半角冒号后空一格"),
    "R008": ("ERROR", "“{text}”用了全角冒号", "键后面改用半角冒号加一个空格，例如 title: 春天"),
    "R009": ("ERROR", "不认识的键 {key}", "{hint}"),
    "R010": ("ERROR", "缺少 {key}", "补上这一项"),
    "R011": ("ERROR", "{key} 不能是“{value}”", "{hint}"),
    "R012": ("ERROR", "{key} 应当是{wanted}", "检查缩进和破折号"),
    # --- M: metadata ---
    # --- S: style ---
    "S001": ("ERROR", "没有叫 {name} 的样式表", "{hint}"),
    "S002": ("ERROR", "样式表 {name} 的 extends 绕回了自己", "改掉 extends"),
    "S003": ("ERROR", "没有叫 {name} 的文字角色", "{hint}"),
    "S004": ("ERROR", "样式表里不认识的属性 {key}", "{hint}"),
    "S005": ("ERROR", "{key} 的写法不对", "写成这样：{value}"),
    "S006": ("ERROR", "{key} 不能是“{value}”", "{hint}"),
    # --- F: fonts ---
    # --- L: layout ---
    # --- P: proof ---
    # --- V: variant ---
    # --- W: writers ---
    # --- B: build ---
    "B001": ("ERROR", "没有 {path} 这个文件夹，或里面没有 issue.yaml", "{hint}"),
    "B002": ("ERROR", "{path} 已经存在", "换一个名字，或先把它移走"),
    "B003": ("ERROR", "{name} 里缺字或错序：在“{before}”之后应当是“{wanted}”，读到的是“{found}”",
             "这是程序的缺陷，旧文件没有动；请带上这篇稿子报告"),
    "B004": ("ERROR", "写不了 {path}：{problem}", "检查磁盘空间和权限；正在阅读器或 WPS 里打开的文件请先关掉"),
    "B005": ("ERROR", "“{name}”不能用作名字", "只用字母、数字、汉字、- 和 _"),
    "B010": ("ERROR", "没有装 {name}", "在工作区运行 make 或 pip install banxin"),
    "B011": ("ERROR", "模块 {module} 被 {owners} 覆盖了", "pip uninstall {owners}，再重装 {owner}"),
    "B007": ("ERROR", "程序内部出错（{problem}）", "这是程序的缺陷，原有的成品没有动；请设 BANXIN_TRACEBACK=1 再运行一次，把输出附在报告里"),
    "B006": ("ERROR", "读不了 {path}：{problem}", "检查文件名和权限"),
}
