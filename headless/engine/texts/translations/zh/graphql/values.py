"""What is wrong with the values of variables and arguments, and with an operation when it is executed."""

TEXTS = {
    "Too many errors processing variables, error limit reached. Execution aborted.": "变量错误过多，已停止执行",
    "Variable values are nested too deeply.": "变量值嵌套过深",
    "Variable '${name}' has invalid value{at}: {error}": "变量${name}的值无效{at}：{error}",
    "Variable '${name}' has invalid default value{at}: {error}": "变量${name}的默认值无效{at}：{error}",
    "Variable '${name}' expected value of type '{type}' which cannot be used as an input type.": (
        "变量${name}的类型{type}不能用作输入类型"
    ),
    "{what} has invalid value{at}: {error}": "{what}的值无效{at}：{error}",
    "{what} has invalid default value{at}: {error}": "{what}的默认值无效{at}：{error}",
    "{what} of required type '{type}' was not provided.": "缺少必填的{what}（类型{type}）",
    "Invalid argument": "参数无效",
    "Expected a value of non-null type '{type}' to be provided.": "须提供类型{type}的值",
    "Expected value of non-null type '{type}' not to be None.": "类型{type}的值不能为null",
    "Expected value of type '{type}' to be an object, found: {value}.": "类型{type}的值须为对象，实际为{value}",
    "Expected value of type '{type}' to include required field '{field}', found: {value}.": (
        "类型{type}的值缺少必填字段{field}，实际为{value}"
    ),
    "Expected value of type '{type}' not to include unknown field '{key}'.{suggestion} Found: {value}.": (
        "类型{type}没有字段{key}{suggestion}实际为{value}"
    ),
    "Expected value of type '{type}' not to include unknown field '{key}', found: {value}.": (
        "类型{type}没有字段{key}，实际为{value}"
    ),
    "Expected value of type '{type}', but encountered error '{error}'; found: {value}.": (
        "须为类型{type}的值（{error}），实际为{value}"
    ),
    "Expected value of type '{type}', found: {value}.": "须为类型{type}的值，实际为{value}",
    "Expected variable '${name}' provided to type '{type}' to provide a runtime value.": (
        "用于类型{type}的变量${name}须提供值"
    ),
    "Expected variable '${name}' provided to non-null type '{type}' not to be None.": (
        "用于类型{type}的变量${name}不能为null"
    ),
    "Expected variable '${name}' provided to field '{field}' for OneOf Input Object type '{type}' to provide a runtime value.": (
        "用于单选输入类型{type}字段{field}的变量${name}须提供值"
    ),
    "Expected variable '${name}' provided to field '{field}' for OneOf Input Object type '{type}' not to be None.": (
        "用于单选输入类型{type}字段{field}的变量${name}不能为null"
    ),
    "Within OneOf Input Object type '{type}', exactly one field must be specified, and the value for that field must be "
    "non-null.": "单选输入类型{type}须且只能填写一个字段，且不能为null",
    "OneOf Input Object '{type}' must specify exactly one key.": "单选输入类型{type}须且只能填写一个字段",
    "Value for member field '{field}' must be non-null": "字段{field}不能为null",
    "Int cannot represent non-integer value: {value}": "须为整数，实际为{value}",
    "Int cannot represent non 32-bit signed integer value: {value}": "超出32位整数的范围：{value}",
    "Float cannot represent non numeric value: {value}": "须为数字，实际为{value}",
    "Float cannot represent non numeric value: {value} (value would lose precision)": "{value}作为浮点数会损失精度",
    "Float cannot represent non numeric value: {value} (value is too large)": "{value}作为浮点数过大",
    "String cannot represent value: {value}": "不能以文本表示：{value}",
    "String cannot represent a non string value: {value}": "须为文本，实际为{value}",
    "Boolean cannot represent a non boolean value: {value}": "须为true或false，实际为{value}",
    "ID cannot represent value: {value}": "不是有效ID：{value}",
    "ID cannot represent a non-string and non-integer value: {value}": "ID须为文本或整数，实际为{value}",
    "Enum '{type}' cannot represent value: {value}": "枚举{type}没有值{value}",
    "Enum '{type}' cannot represent non-string value: {value}.{suggestion}": (
        "枚举{type}的值须为文本，实际为{value}{suggestion}"
    ),
    "Enum '{type}' cannot represent non-enum value: {value}.{suggestion}": (
        "枚举{type}的值不加引号，实际为{value}{suggestion}"
    ),
    "Value '{value}' does not exist in '{type}' enum.{suggestion}": "枚举{type}没有值{value}{suggestion}",
    "Must provide an operation.": "请提供操作",
    "Unknown operation named '{name}'.": "操作{name}不存在",
    "Must provide operation name if query contains multiple operations.": "有多个操作时请填写operationName",
    "Schema is not configured to execute {operation} operation.": "schema不支持{operation}操作",
    "Selections are nested too deeply. Execution aborted.": "选择集嵌套过深，已停止执行",
    "Expected subscription operation.": "须为订阅操作",
    "The subscription field '{field}' is not defined.": "订阅字段{field}不存在",
    "Expected value of type '{type}' but got: {value}.": "须为类型{type}的值，实际为{value}",
    "Expected Iterable, but did not find one for field '{field}'.": "字段{field}须为列表",
}
