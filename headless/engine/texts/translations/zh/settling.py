"""What stands against an event: members, orders, refunds, assets, coupons and benefits."""

TEXTS = {
    "{noun} {refers} belongs to another member; send the refund for that one": "{noun}{refers}属于其他会员，请为该会员提交退款",
    "the member is {lower}; only refunds of known orders are taken": "会员{lower}，仅接受已知订单的退款",
    "order {refers} is not known; send it first, then move it": "订单{refers}不存在，请先上报该订单再转移",
    "the member is frozen; requests are refused until that is lifted": "会员已冻结，暂不可操作",
    "the amount is {amount}; give one above zero": "数量为{amount}，须大于0",
    "the lot would end before it was earned; check both times": "到期时间早于获得时间，请检查",
    "an entry of type {entry} cannot be reversed; only EARN, GRANT and SPEND can": (
        "{entry}类型的流水不可冲正，仅EARN、GRANT、SPEND可冲正"
    ),
    "a spending for an order needs payable, the order's amount": "按订单使用时须填写订单应付金额（payable）",
    "the hold would end before now; give a later time in until": "冻结截止时间早于现在，请填写更晚的until",
    "there is no entry {entry}": "流水{entry}不存在",
    "nothing is transferred by an event that takes something back": "收回资产的事件不能转赠",
    "{have} of this entry are left to reverse": "该流水可冲正数量为{have}",
    "order {refers} has lines and comes to {total}; send all its lines, as they are now, in items": (
        "订单{refers}含商品行，金额为{total}，请在items中提交变更后的全部商品行"
    ),
    "{refunded} of order {refers} were refunded, and refunds go on counting; its total before them cannot be {total}. For "
    "the same money send either a refund or an amendment": (
        "订单{refers}已退款{refunded}且继续计算，退款前总额不能为{total}；同一笔款项请只提交退款或只提交变更"
    ),
    "order {refers} was paid with assets worth {worth}, more than {total}; refund first": (
        "订单{refers}已用资产抵扣{worth}，超过{total}，请先退款"
    ),
    "order {number} belongs to that member already": "订单{number}已属于该会员",
    "order {number} was paid with assets; {advice}": "订单{number}使用过资产抵扣，{advice}",
    "order {number} was paid with coupons; {advice}": "订单{number}使用过优惠券，{advice}",
    "the member is frozen; coupons cannot be used until that is lifted": "会员已冻结，暂不可使用优惠券",
    "{kind} is for orders of {need} or more; this one came to {have} before its coupons": "「{kind}」满{need}可用，当前{have}",
    "the coupon {code!r} is named twice; name it once": "优惠券「{code}」重复提交，请只提交一次",
    "the {what} would expire before now; give a later expiresAt": "{what}的到期时间早于现在，请填写更晚的expiresAt",
    "since lies after the merchant's clock; import it when it has begun": "since晚于商户当前时间，请在开始后再导入",
    "the tier would end before it began; check both times": "等级结束时间早于开始时间，请检查",
    "a member cannot refer itself; name the one who joined": "会员不能邀请自己，请填写受邀入会的会员",
    "the tag {tag!r} does not exist; save it with tagSave first": "标签「{tag}」不存在，请先用tagSave保存",
    "the tag {tag!r} does not exist": "标签「{tag}」不存在",
    "the stock {name} does not exist": "库存「{name}」不存在",
    "the member does not have the tag {tag!r}": "会员未打标签「{tag}」",
    "the tier track {track!r} does not exist": "等级体系「{track}」不存在",
    "the tier {tier!r} is not on {track}; it has: {known}": "等级「{tier}」不属于{track}，现有：{known}",
    "order {refers} has no {said}; {lines}": "订单{refers}没有{said}，{lines}",
    "{quantity} of {sku!r} for {amount} are more than order {refers} has left of it: {quantity2} for {amount2}": (
        "「{sku}」{quantity}件（{amount}）超过订单{refers}剩余的{quantity2}件（{amount2}）"
    ),
    "order {refers} has {sku!r} on the lines {places}, which differ; say which in line": (
        "订单{refers}的「{sku}」在第{places}行且内容不同，请用line指明"
    ),
    "hold {named} was made for order {order_ref}, so order {order} cannot capture it; release it and hold the amount again, "
    "or pay without a hold": ("冻结单{named}属于订单{order_ref}，订单{order}不可使用；请释放后重新冻结，或直接支付"),
    "{kind} has no worth in money, so nothing can be paid with it; set its worth": "「{kind}」未设置抵扣价值，不能用于支付",
    "the order is in {currency}, the merchant keeps {currency2}; convert it first": (
        "订单币种为{currency}，商户本位币为{currency2}，请先换算"
    ),
    "{amount} {kind} would pay nothing, because they are worth less than {unit}; use more of it, or none": (
        "{amount}{kind}不足{unit}，不能抵扣，请增加数量或不使用"
    ),
    "order {order} was paid before, so nothing can be kept for it": "订单{order}已支付，不能再为其保留资产或优惠券",
    "the tenders are worth {value}, more than the order's total of {total}": "抵扣金额{value}超过订单总额{total}",
    "the tenders are worth {value}, more than the order's goods, {goods}; assets do not pay for cards": (
        "抵扣金额{value}超过订单商品金额{goods}；购卡不能使用积分或余额"
    ),
    "hold {hold} is named twice; name it once": "冻结单{hold}重复提交，请只提交一次",
    "the member is frozen; nothing can be spent until that is lifted": "会员已冻结，暂不可使用积分或余额",
    "{need} {kind} are needed, {have} can be spent": "{kind}不足：需{need}，可用{have}",
    "at most {text} {kind} may be used for this order; {left} are left of that": "本单最多可用{text}{kind}抵扣，还可用{left}",
    "at most {text} {kind} may be used for this order ({said_why}); {left} are left of that": (
        "本单最多可用{text}{kind}抵扣（{said_why}），还可用{left}"
    ),
    "{kind} is used in multiples of {bound}, not {total}; at most {text} may be used for this order": (
        "{kind}须按{bound}的整数倍使用，本单为{total}，最多可用{text}"
    ),
    "the rule {rule} failed, so what may be used for this order is not known; try again later": (
        "规则「{rule}」执行失败，暂无法确定本单可抵扣多少，请稍后重试"
    ),
    "at most {text} {kind} may be used for order {order}; {left} are left of that": "本单最多可用{text}{kind}抵扣，还可用{left}",
    "at most {text} {kind} may be used for order {order} ({said_why}); {left} are left of that": (
        "本单最多可用{text}{kind}抵扣（{said_why}），还可用{left}"
    ),
    "{kind} cannot be used together with {coupons}; leave one of them out": "{kind}不可与{coupons}同时使用，请二选一",
    "of {kind}, {bound} or more are used for an order, not {total}; use more of it, or none": (
        "{kind}每单{bound}起用，本单为{total}；请多用一些，或不使用"
    ),
    "{kind} is used in multiples of {bound}, not {total}; at most {text} may be used for order {order}": (
        "{kind}须按{bound}的整数倍使用，本单为{total}，最多可用{text}"
    ),
    "there is no tier {code!r}, or several tracks have it; there are: {known}": (
        "等级「{code}」不存在，或多个等级体系都有；现有：{known}"
    ),
    "{kind} is no money, so no money can be refunded to it; name a kind that is": (
        "「{kind}」不是货币类资产，不能转入退款，请换一种"
    ),
    "a refund to a balance names its order; give the orderId, or leave to out": "退款转余额须指明订单，请填写orderId或不填写to",
    "a partner cannot refund to balances, which the merchant owes; leave to out": "合作伙伴不能退款转余额，请不填写to",
    "the member is {lower}; refund the money outside, and leave to out": "会员状态为{lower}，请原路退款，不填写to",
    "of order {order_id} {left} that was paid in money is left to refund, not {amount}; restore its tenders for the rest": (
        "订单{order_id}以货币支付的部分还可退{left}，本次为{amount}；其余请退回抵扣的资产"
    ),
    "less of the asset than is used for an order": "低于每单起用数量",
    "the asset is used in other steps for an order": "不符合使用单位",
    "the asset kind {code!r} does not exist; there are: {known}": "资产类型「{code}」不存在，现有：{known}",
    "the rule {rule} failed, so what may be used for order {order} is not known; try again later": (
        "规则「{rule}」执行失败，暂无法确定订单{order}可抵扣多少，请稍后重试"
    ),
    "there is no open hold {text}; it was settled, timed out or never existed": "冻结单已处理、已超时或不存在（{text}）",
    "hold {text} is not of {kind}": "冻结单{text}不是「{kind}」的",
    "an unlinked refund has no tenders to restore; name the orderId or leave restore out": (
        "无原单退款没有可退回的抵扣，请填写orderId或不要填写restore"
    ),
    "the tenders to restore are worth {worth}, more than the {amount} that is refunded": (
        "退回的抵扣价值{worth}超过退款金额{amount}"
    ),
    "{origin_noun} {refers} has {left} left to refund, {amount} was asked": (
        "{origin_noun}{refers}剩余可退{left}，本次申请{amount}"
    ),
    "the refund is in {currency}, the merchant keeps {currency2}; convert it first": (
        "退款币种为{currency}，商户本位币为{currency2}，请先换算"
    ),
    "order {order_id} has {left} left to refund, {amount} was asked": "订单{order_id}剩余可退{left}，本次申请{amount}",
    "{amount} {asset} cannot be restored; the order has {have} of it left": "无法退回{amount}{asset}，该订单剩余{have}",
    "the member does not meet the condition of {benefit}": "暂不满足「{benefit}」的领取条件",
    "{benefit} was used once, which is all": "「{benefit}」次数已用完（1次）",
    "{benefit} was used {used} times, which is all": "「{benefit}」次数已用完（{used}次）",
    "the coupon kind {code!r} does not exist; there are: {known}": "优惠券类型「{code}」不存在，现有：{known}",
    "whether the member may use {benefit} cannot be judged now: {fault}": "暂时无法判断能否使用「{benefit}」：{fault}",
    " until {day}": "，{day}起可再用",
    "the benefit {benefit!r} does not exist; there are: {known}": "权益「{benefit}」不存在，现有：{known}",
    "the member has no such coupon": "会员没有该优惠券",
    "the member is frozen; nothing can be used until that is lifted": "会员已冻结，暂不可使用权益",
    "at most {most} {kind} may be transferred on one day; {left} of that are left today": (
        "每日最多可转赠{most}{kind}，今日还可转赠{left}"
    ),
    "{kind} cannot be transferred; save the asset kind with transferable: true to allow it": (
        "「{kind}」不可转赠；如需开放，请将该资产类型保存为transferable: true"
    ),
    "a member cannot transfer anything to itself; name another one": "不能转赠给自己，请填写其他会员",
    "the member is frozen; nothing can be transferred until that is lifted": "会员已冻结，暂不可转赠",
    "the coupon {code!r} was used before; each is used once": "优惠券已核销（{code}）",
    "the coupon {code!r} has expired": "优惠券已过期（{code}）",
    "the coupon {code!r} was taken back": "优惠券已作废（{code}）",
    "the coupon {code!r} is kept for another order": "优惠券已被其他订单占用（{code}）",
    "the coupon {code!r} was issued after this happened; it is not for the past": (
        "优惠券在此之后才发放，不可用于更早的订单（{code}）"
    ),
    "there is no coupon {code!r}; check how it is written": "优惠券不存在（{code}），请核对券码",
    "the coupon {code!r} belongs to another member": "优惠券不属于您（{code}）",
    "the lines come to {said}, the total is {total}; they cannot be scaled to it, so send lines that add up": (
        "商品行合计{said}，订单总额{total}，无法分摊，请提交合计一致的商品行"
    ),
    "{name} has {left} left, {count} asked for": "「{name}」库存不足：剩余{left}，需{count}",
    "{kind}: a member may have {most} in all; this one has had {had}, {count} more would be too many": (
        "「{kind}」每位会员最多领取{most}张，该会员已领取{had}张，不能再领{count}张"
    ),
    "{kind} could be used until {day}; none is given any more": "「{kind}」有效期至{day}，已停止发放",
    "the coupon {code!r} is used by this very event": "优惠券已在本次事件中核销（{code}）",
    "the rule {rule} failed, so the request could not be checked; try again later": (
        "规则「{rule}」执行失败，无法校验本次请求，请稍后重试"
    ),
    "too little of the asset can be spent": "可用数量不足",
    "the benefit was used as often as it may be": "权益可用次数已用完",
    "a coupon cannot be used": "优惠券不可用",
    "a rule refused it": "规则拒绝了本次操作",
    "more of the asset than may be used for the order": "超出本单可抵扣上限",
    "more of the asset than may be transferred on one day": "超出每日可转赠上限",
    "more than is left of the entry": "超出该流水可冲正数量",
    "more than the refund gives back of the asset, or than the order has left of it": "超出本次退款或订单剩余可退回的数量",
    "less than the assets with which the order was paid; refund first": "低于该订单已抵扣的金额，请先退款",
    "{sku!r}": "「{sku}」",
    "{sku!r} on line {line}": "第{line}行的「{sku}」",
    "it was recorded without lines, so leave items out": "该订单没有商品行，请不要填写items",
    "{sku!r} ({quantity} for {amount})": "「{sku}」{quantity}件（{amount}）",
    "it has {listed} and {more} more": "现有{listed}等，另有{more}行",
    "it has {listed}": "现有{listed}",
    "at most {most} of {kind} can be used for an order": "「{kind}」每单最多用{most}张",
    "delivery is {delivery}; give what the freight costs, 0 or more": "delivery为{delivery}，请填写运费，不小于0",
    "{count} items are asked for; give 1 to {most}, in several requests if need be": (
        "一次查询了{count}件商品，请每次查询1至{most}件，可分多次"
    ),
    "{kind} and {other} are of one group; use one of them": "「{kind}」与「{other}」属于同一组，只能用其中一张",
    "{kind} cannot be used with {other}": "「{kind}」不能与「{other}」同时使用",
    "at the member's prices the order comes to {total}; it may not come to less than 0": (
        "按会员价计算，订单金额为{total}，不能低于0"
    ),
    "{kind} is for a member's first order": "「{kind}」仅限首单使用",
    "{kind} is for none of these goods": "「{kind}」不适用于这些商品",
    "{kind} is for some goods; send the order's items": "「{kind}」仅限部分商品，请提供订单的items",
    "{kind} is for the channels {known}, not for {given!r}": "「{kind}」仅限渠道{known}使用，当前渠道为「{given}」",
    "{kind} is for the channels {known}; say the channel of the order": "「{kind}」仅限渠道{known}使用，请提供订单的渠道",
    "{kind} is for the stores {known}, not for {given!r}": "「{kind}」仅限门店{known}使用，当前门店为「{given}」",
    "{kind} is for the stores {known}; say the store of the order": "「{kind}」仅限门店{known}使用，请提供订单的门店",
    "{kind} is for {need} or more of its goods; those of this order came to {have} before coupons": (
        "「{kind}」适用商品满{need}可用，当前{have}"
    ),
    "{kind} would save nothing on this order": "「{kind}」对本单没有优惠",
    "; {benefit} opens {opens}": "；「{benefit}」将于{opens}开放",
    "the coupon {code} that it gave is used; it cannot be taken back": "其发放的优惠券{code}已使用，无法撤销",
    "the member has no use {use}": "会员没有使用记录{use}",
    "this use of {benefit} was fulfilled already; to take it back, reverse it": (
        "「{benefit}」的本次使用已交付；如需退回请撤销使用"
    ),
    "this use of {benefit} was taken back already": "「{benefit}」的本次使用已撤销",
    "{benefit} ended on {day}": "「{benefit}」已于{day}结束",
    "{benefit} is delivered with its use; nothing is left to fulfil": "「{benefit}」使用时即已交付，无需再回报",
    "{benefit} opens {opens}": "「{benefit}」将于{opens}开放",
    "a checkout makes its own holds; name none": "结算锁定会自行冻结，请不要填写hold",
    "give the order its number in orderId: its payment names it": "请在orderId中填写订单号，支付时按它扣减",
    "name assets in payWith, or coupons, to be kept for the order": "请在payWith中填写资产，或填写coupons，以便为订单锁定",
    "nothing is kept for order {order}; it was paid, cancelled, or its time is out": (
        "订单{order}没有锁定的内容：已支付、已取消或已超时"
    ),
    "the checkout would end before now; give a later time in until": "锁定的结束时间早于现在，请在until中填写更晚的时间",
}
