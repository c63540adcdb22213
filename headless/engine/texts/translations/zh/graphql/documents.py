"""What is wrong with a document for this schema."""

TEXTS = {
    "Too many validation errors, error limit reached. Validation aborted.": "校验错误过多，已停止校验",
    "Validation aborted.": "已停止校验",
    "The schema definition is not executable.": "schema定义不可执行",
    "The {name} definition is not executable.": "{name}的定义不可执行",
    "The '{name}' definition is not executable.": "{name}的定义不可执行",
    "The {operation} operation is not supported by the schema.": "schema不支持{operation}操作",
    "There can be only one operation named '{name}'.": "名为{name}的操作只能有一个",
    "This anonymous operation must be the only defined operation.": "匿名操作只能单独出现",
    "Anonymous Subscription must not use `@skip` or `@include` directives in the top level selection.": (
        "匿名订阅的顶层字段不能使用`@skip`或`@include`指令"
    ),
    "Subscription '{name}' must not use `@skip` or `@include` directives in the top level selection.": (
        "订阅{name}的顶层字段不能使用`@skip`或`@include`指令"
    ),
    "Anonymous Subscription must select one top level field.": "匿名订阅须有一个顶层字段",
    "Subscription '{name}' must select one top level field.": "订阅{name}须有一个顶层字段",
    "Anonymous Subscription must select only one top level field.": "匿名订阅只能有一个顶层字段",
    "Subscription '{name}' must select only one top level field.": "订阅{name}只能有一个顶层字段",
    "Anonymous Subscription must not select an introspection top level field.": "匿名订阅的顶层不能选择内省字段",
    "Subscription '{name}' must not select an introspection top level field.": "订阅{name}的顶层不能选择内省字段",
    "Unknown type '{type}'.{suggestion}": "类型{type}不存在{suggestion}",
    "Fragment cannot condition on non composite type '{type}'.": "片段不能用于没有子字段的类型{type}",
    "Fragment '{name}' cannot condition on non composite type '{type}'.": "片段{name}不能用于没有子字段的类型{type}",
    "Variable '${name}' cannot be non-input type '{type}'.": "变量${name}须为输入类型，不能为{type}",
    "Field '{field}' must not have a selection since type '{type}' has no subfields.": (
        "字段{field}的类型{type}没有子字段，不能选择子字段"
    ),
    "Field '{field}' of type '{type}' must have a selection of subfields. Did you mean '{example}'?": (
        "字段{field}的类型为{type}，须选择子字段，如“{example}”"
    ),
    "Field '{field}' of type '{type}' must have at least one field selected.": (
        "字段{field}的类型为{type}，须至少选择一个子字段"
    ),
    "Cannot query field '{field}' on type '{type}'.{suggestion}": "类型{type}没有字段{field}{suggestion}",
    "There can be only one fragment named '{name}'.": "名为{name}的片段只能有一个",
    "Unknown fragment '{name}'.": "片段{name}不存在",
    "Fragment '{name}' is never used.": "片段{name}没有使用",
    "Fragment cannot be spread here as objects of type '{type}' can never be of type '{other}'.": (
        "此处不能使用该片段：类型{type}的对象不可能是{other}"
    ),
    "Fragment '{name}' cannot be spread here as objects of type '{type}' can never be of type '{other}'.": (
        "此处不能使用片段{name}：类型{type}的对象不可能是{other}"
    ),
    "Cannot spread fragment '{name}' within itself.": "片段{name}不能包含自身",
    "Cannot spread fragment '{name}' within itself via {names}.": "片段{name}不能经由{names}包含自身",
    "There can be only one variable named '${name}'.": "变量${name}只能定义一次",
    "Variable '${name}' is not defined by operation '{by}'.": "操作{by}没有定义变量${name}",
    "Variable '${name}' is not defined.": "变量${name}没有定义",
    "Variable '${name}' is never used in fragment '{fragment}'.": "变量${name}在片段{fragment}中没有使用",
    "Variable '${name}' is never used in operation '{by}'.": "变量${name}在操作{by}中没有使用",
    "Variable '${name}' is never used.": "变量${name}没有使用",
    "Unknown directive '@{name}'.": "指令@{name}不存在",
    "Directive '@{name}' may not be used on {place}.": "指令@{name}不能用于{place}",
    "The directive '@{name}' can only be used once at this location.": "指令@{name}在此处只能使用一次",
    "Stream directive cannot be used on root {operation} type '{type}'.": "@stream不能用于{operation}的根类型{type}",
    "Defer directive cannot be used on root {operation} type '{type}'.": "@defer不能用于{operation}的根类型{type}",
    "Defer directive not supported on subscription operations. Disable `@defer` by setting the `if` argument to `false`.": (
        "订阅操作不支持@defer，请将`if`参数设为`false`"
    ),
    "Stream directive not supported on subscription operations. Disable `@stream` by setting the `if` argument to `false`.": (
        "订阅操作不支持@stream，请将`if`参数设为`false`"
    ),
    "{name} directive label argument must be a static string.": "指令{name}的label参数须为固定字符串",
    "Defer/Stream directive label argument must be unique.": "@defer和@stream的label参数不能重复",
    "Stream directive cannot be used on non-list field on type '{type}'.": "@stream不能用于类型{type}的非列表字段",
    "Stream directive cannot be used on non-list field '{field}' on type '{type}'.": (
        "@stream不能用于类型{type}的非列表字段{field}"
    ),
    "Stream directive cannot be used on non-list field{which} on type '{type}'.": "@stream不能用于类型{type}的非列表字段{which}",
    "Unknown argument '{name}' on directive '@{directive}'.{suggestion}": "指令@{directive}没有参数{name}{suggestion}",
    "Unknown argument '{name}' on fragment '{fragment}'.{suggestion}": "片段{fragment}没有参数{name}{suggestion}",
    "Unknown argument '{name}' on field '{field}'.{suggestion}": "字段{field}没有参数{name}{suggestion}",
    "There can be only one argument named '{name}'.": "参数{name}只能填写一次",
    "Argument '{name}' of type '{type}' is required, but it was not provided.": "缺少必填参数{name}（类型{type}）",
    "Fragment '{fragment}' argument '{name}' of type '{type}' is required, but it was not provided.": (
        "片段{fragment}缺少必填参数{name}（类型{type}）"
    ),
    "Variable '${name}' of type '{type}' used in position expecting type '{position}'.": (
        "变量${name}的类型为{type}，此处须为{position}"
    ),
    "Variable '${name}' is of type '{type}' but must be non-nullable to be used for OneOf Input Object '{input}'.": (
        "变量${name}的类型为{type}，用于单选输入类型{input}时须为非空"
    ),
    "Fields '{name}' conflict because {reason}. Use different aliases on the fields to fetch both if this was intentional.": (
        "字段{name}冲突：{reason}。如需同时获取，请使用不同的别名"
    ),
    "Spreads '{name}' conflict because {one} and {other} have different fragment arguments.": (
        "片段展开{name}冲突：{one}与{other}的参数不同"
    ),
    "There can be only one input field named '{name}'.": "输入字段{name}只能填写一次",
    "Maximum introspection depth exceeded": "内省查询嵌套过深",
}
