"""What stands against tokens and partners, and what is beyond them."""

TEXTS = {
    "a partner's token makes tokens of the same partner alone: leave partner out": (
        "合作方的令牌只能创建同一合作方的令牌，请不要填写partner"
    ),
    "overlapSeconds is {overlap}; give 0 to {most}": "overlapSeconds为{overlap}，须为0至{most}",
    "the token was replaced before; replace its successor": "该令牌已被更换，请更换新的那个令牌",
    "the token has ended; create another": "该令牌已失效，请重新创建",
    "a token that was made by a token, and so on: {most} in a line at most; use one nearer to its beginning": (
        "令牌逐级创建最多{most}级，请用更上级的令牌创建"
    ),
    "this token may record {allowed}, not {type}": "当前令牌只能上报{allowed}，不能上报{type}",
    "this token may not record {foreign}: give some of {own}": "当前令牌不能上报{foreign}，可用：{own}",
    "this token ends before expiresAt: give an earlier time, or none": "当前令牌早于expiresAt失效，请填写更早的时间或不填写",
    "there is no event type {name!r}; there are: {known}": "没有事件类型「{name}」，现有：{known}",
    "an action may record events of any type, and this token only some; use another token": (
        "插件操作可能上报任意类型的事件，而当前令牌只能上报部分类型，请使用其他令牌"
    ),
}
