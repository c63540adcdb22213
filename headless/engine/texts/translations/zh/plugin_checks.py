"""What a check of a plugin finds."""

TEXTS = {
    "{declared} {id} has no docstring: merchants read it": "{declared} {id}没有文档字符串，商户会看到它",
    "asset kind {code} has no name of its own": "资产类型{code}没有名称",
    "event type {type} has no label": "事件类型{type}没有名称",
    "{model} has no docstring: it says what happened": "{model}没有文档字符串，它说明发生了什么",
    "{id}: the setting {setting} has no description": "{id}：设置{setting}没有说明",
    "{id} cannot be enabled without settings: {problem}": "{id}没有设置则无法启用：{problem}",
    "{module}: {fault}": "{module}：{fault}",
    "{lang}: there is no translation of {text!r}": "{lang}：缺少「{text}」的翻译",
    "{lang}: {text!r} is translated, but said nowhere": "{lang}：「{text}」有翻译，但没有使用",
    "it cannot be loaded": "无法加载",
    "it was not tried: {id} needs --settings: {problem}": "未试用：{id}需要--settings：{problem}",
    "it could not be tried: {broken}": "无法试用：{broken}",
    "it was not done within {seconds} s": "{seconds}秒内未完成",
    "its process ended with {code}": "进程以{code}退出",
    "{id} used {what}": "{id}使用了{what}",
    "{id} reads {what}": "{id}读取了{what}",
    "{id} keeps {what} between calls: return Remember instead": "{id}在两次调用之间保留了{what}，请改为返回Remember",
    "{id} reads the setting {setting}, which it does not have": "{id}读取了设置{setting}，但没有这项设置",
    "{id}: the setting {setting} lets people choose a {choose}; there are: {known}": (
        "{id}：设置{setting}要求从{choose}中选择，可用的有：{known}"
    ),
    "{id} gives {effect} of {asset}, which is not among its assets: {assets}": (
        "{id}对资产{asset}返回了{effect}，但该资产不在其assets中：{assets}"
    ),
    "{id} gives {effect} to another member, and none of its events names one by a MemberRef": (
        "{id}对其他会员返回了{effect}，但其事件均未以MemberRef指明会员"
    ),
    "{id} took {taken} ms; all rules of an event share {budget} ms": "{id}用时{taken}毫秒，一个事件的所有规则共用{budget}毫秒",
    "{id} failed: {failure}": "{id}失败：{failure}",
    "{id} said {one} in one run and {other} in another, of the same story": (
        "同样的场景下，{id}一次返回{one}，另一次返回{other}"
    ),
    "{count} answers in one run, {other} in another, of the same story": (
        "同样的场景下，一次有{count}个结果，另一次有{other}个"
    ),
    "{id} never fired in the trial, so that its effects were not seen: try other --settings": (
        "{id}在试用中从未触发，无法查看其效果，请换用其他--settings"
    ),
    "no payload could be made up for {type}: {problem}": "无法为{type}生成示例数据：{problem}",
    "erase_member leaves rows of the member in {table}": "erase_member在{table}中留下了会员的数据",
    "its migrations do not go down again: {fault}": "其迁移无法回退：{fault}",
    "export_member failed: {error}": "export_member失败：{error}",
    "export_member gives nothing of a member who has a row in each table": (
        "会员在每张表中都有数据，但export_member没有返回任何内容"
    ),
    "erase_member failed: {error}": "erase_member失败：{error}",
    "erase_member failed the second time: {error}": "erase_member第二次执行失败：{error}",
    "loads": "加载",
    "described": "说明",
    "settings": "设置",
    "deterministic": "结果一致",
    "no input or output": "无外部读写",
    "no state": "无内部状态",
    "in time": "耗时",
    "legal": "效果合法",
    "tables": "数据表",
    "seen firing": "触发情况",
}
