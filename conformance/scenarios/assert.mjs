// The few assertions that scenarios need, for Node and for a page.
const shown = (value) => JSON.stringify(value, null, 1);

const assert = {
  ok(value, message = "it is not so") {
    if (!value) throw new Error(message);
  },
  equal(actual, expected, message = "") {
    if (actual !== expected) throw new Error(`${message} expected ${shown(expected)}, but it is ${shown(actual)}`);
  },
  deepEqual(actual, expected, message = "") {
    assert.equal(shown(actual), shown(expected), message);
  },
};

export default assert;
